import type { Service } from "@/lib/aws/types/contract"

export const globalAccelerator: Service = {
  name: "Global Accelerator",
  prefix: "globalaccelerator",
  client: "GlobalAcceleratorClient",
  package: "@aws-sdk/client-global-accelerator",
  onlyIn: "us-west-2",
  sdk: () => import("@/lib/aws/services/sdk/global-accelerator"),
}
