import type { Account, Role } from "./account"
import { EVERY_TYPE } from "./derived"
import { type Counts, generateAccount } from "./generate"
import type { Member } from "./organization"
import type { World } from "./server"

const region = (ec2: number, rds: number, lambda: number, elb: number, vpc: number): Counts => ({
  ec2,
  rds,
  lambda,
  elb,
  vpc,
})

/** An account with keys: about 600 resources of a mid-sized company over four regions. */
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

/** The identity of the machine that runs the product: a user of the organisation's management account. */
export const MACHINE = {
  accessKeyId: "AKIAMACHINEEXAMPLE01",
  secretAccessKey: "machineCanary/K7MDENG/bPxRfiCYEXAMPLEKEY1",
  arn: "arn:aws:iam::111122223333:user/aws-connect",
}

/** The role that reads an account and, in the management account, lists the organisation. */
export const readerRole = (externalId: string): Role => ({
  name: "aws-connect-read",
  trusts: [MACHINE.arn],
  externalId,
  maxSeconds: 3_600,
  allow: [
    ...EVERY_TYPE,
    "tag:GetResources",
    "organizations:DescribeOrganization",
    "organizations:ListAccounts",
    "organizations:ListAccountsForParent",
    "organizations:ListOrganizationalUnitsForParent",
    "organizations:ListRoots",
  ],
})

const members = [
  { accountId: "111122223333", name: "shop-root", unitId: "r-4kz8", size: region(2, 0, 3, 0, 1) },
  { accountId: "210987654321", name: "shop-prod", unitId: "ou-prod", size: region(64, 9, 38, 9, 3) },
  { accountId: "345678901234", name: "shop-payments", unitId: "ou-prod", size: region(14, 6, 22, 3, 2) },
  { accountId: "432109876543", name: "shop-dev", unitId: "ou-test", size: region(22, 2, 16, 2, 2) },
  { accountId: "555566667777", name: "shop-legacy", unitId: "ou-core", size: region(9, 2, 4, 1, 1) },
]

/** An organisation of five accounts, and one account outside it that is reached with keys: the first of the world. */
export function companyWorld(): World {
  const accounts = members.map(({ accountId, size }, index) => {
    const account = generateAccount({
      ...{ seed: 500 + index, accountId, buckets: 4 + 3 * index },
      regions: { "us-east-1": size, "eu-west-1": size, "eu-central-1": size },
    })
    account.identities = []
    return account
  })
  const [root] = accounts
  const { accessKeyId, secretAccessKey, arn } = MACHINE
  if (root) root.identities = [{ accessKeyId, secretAccessKey, arn, allow: [] }]
  const units = [
    { id: "ou-core", name: "Core", units: [] },
    {
      ...{ id: "ou-work", name: "Workloads" },
      units: [
        { id: "ou-prod", name: "Prod", units: [] },
        { id: "ou-test", name: "Test", units: [] },
      ],
    },
  ]
  return {
    accounts: [companyAccount(), ...accounts],
    organization: {
      ...{ id: "o-4kz81m2xq7", managementAccountId: "111122223333", delegated: [] },
      root: { id: "r-4kz8", name: "Root", units },
      members: members.map(({ size: _, ...one }): Member => ({ ...one, state: "ACTIVE" })),
    },
  }
}
