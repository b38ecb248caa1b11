import type { Service } from "@/lib/aws/types/contract"

/** States of a network that a VPC or a subnet has no more (EC2 API Reference, VpcCidrBlockState and SubnetCidrBlockState). */
export const UNUSED_NETWORK = ["disassociated", "failing", "failed"]

export const ec2: Service = {
  name: "EC2",
  prefix: "ec2",
  client: "EC2Client",
  package: "@aws-sdk/client-ec2",
  sdk: () => import("@aws-sdk/client-ec2"),
}
