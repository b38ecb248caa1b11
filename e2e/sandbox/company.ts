import type { Account } from "./account"
import { type Counts, generateAccount } from "./generate"

const region = (ec2: number, rds: number, lambda: number, elb: number, vpc: number): Counts => ({
  ec2,
  rds,
  lambda,
  elb,
  vpc,
})

/** The demo's account: about 600 resources of a mid-sized company over four regions. */
export const companyAccount = (): Account =>
  generateAccount({
    seed: 20_261_123,
    regions: {
      "us-east-1": region(118, 17, 74, 16, 5),
      "eu-west-1": region(86, 13, 52, 12, 4),
      "eu-central-1": region(28, 5, 21, 5, 3),
      "ap-south-1": region(37, 4, 18, 4, 2),
    },
    buckets: 76,
    optedOutRegions: ["af-south-1", "me-central-1"],
  })
