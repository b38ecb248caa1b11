import type { Service } from "@/lib/aws/types/contract"

/** Amazon Data Firehose quota: 5 a second for each operation. */
export const firehose: Service = {
  name: "Firehose",
  prefix: "firehose",
  client: "FirehoseClient",
  package: "@aws-sdk/client-firehose",
  sdk: () => import("@/lib/aws/services/sdk/firehose"),
  rate: { burst: 5, perSecond: 5 },
}
