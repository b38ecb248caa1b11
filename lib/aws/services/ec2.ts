import type { Service } from "@/lib/aws/types/contract"

export const ec2: Service = {
  name: "EC2",
  prefix: "ec2",
  client: "EC2Client",
  sdk: () => import("@aws-sdk/client-ec2"),
}
