import type { Service } from "@/lib/aws/types/contract"

export const grafana: Service = {
  name: "Grafana",
  prefix: "grafana",
  client: "GrafanaClient",
  package: "@aws-sdk/client-grafana",
  sdk: () => import("@/lib/aws/services/sdk/grafana"),
}
