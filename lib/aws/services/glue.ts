import type { Service } from "@/lib/aws/types/contract"

/** Glue answers so in regions without it. */
export const glue: Service = {
  name: "Glue",
  prefix: "glue",
  client: "GlueClient",
  package: "@aws-sdk/client-glue",
  sdk: () => import("@/lib/aws/services/sdk/glue"),
  absence: /^InvalidInput\w*: .*not supported in/,
}
