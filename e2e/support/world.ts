import { type Account, MINIMAL_POLICY, type Role } from "../sandbox/account"
import { generateAccount } from "../sandbox/generate"
import type { Member, Organization } from "../sandbox/organization"
import type { World } from "../sandbox/server"

/** The identity of the machine that the product runs on. */
export const HUB = {
  accountId: "111122223333",
  accessKeyId: "AKIAHUBEXAMPLE000001",
  secretAccessKey: "hubSecretCanary/K7MDENG/bPxRfiCYEXAMPLEKEY",
  arn: "arn:aws:iam::111122223333:user/aws-connect",
}

export const ROLE = "aws-connect-read"
export const roleArn = (accountId: string, name = ROLE) => `arn:aws:iam::${accountId}:role/${name}`

const LISTING = [
  "organizations:DescribeOrganization",
  "organizations:ListAccounts",
  "organizations:ListAccountsForParent",
  "organizations:ListOrganizationalUnitsForParent",
  "organizations:ListRoots",
]

/** A role that trusts the hub. */
export const readerRole = (more: Partial<Role> = {}): Role => ({
  name: ROLE,
  trusts: [HUB.arn],
  maxSeconds: 3_600,
  allow: [...MINIMAL_POLICY, ...LISTING],
  ...more,
})

const small = { ec2: 4, rds: 2, lambda: 3, elb: 1, vpc: 2 }

/** A small account with a role for the hub; nobody has keys of it. */
export function smallAccount(accountId: string, seed: number, role: Partial<Role> = {}): Account {
  const account = generateAccount({
    ...{ seed, accountId, buckets: 3 },
    regions: { "us-east-1": small, "eu-west-1": small },
  })
  account.identities = []
  account.roles = [readerRole(role)]
  return account
}

/** The hub itself, which holds nothing. */
export function hubAccount(): Account {
  const empty = { ec2: 0, rds: 0, lambda: 0, elb: 0, vpc: 0 }
  const account = generateAccount({ seed: 1, accountId: HUB.accountId, regions: { "us-east-1": empty }, buckets: 0 })
  const { accessKeyId, secretAccessKey, arn } = HUB
  account.identities = [{ accessKeyId, secretAccessKey, arn, allow: ["sts:GetCallerIdentity"] }]
  return account
}

export const UNITS = {
  id: "r-root",
  name: "Root",
  units: [
    { id: "ou-core", name: "Core", units: [] },
    {
      id: "ou-work",
      name: "Workloads",
      units: [
        { id: "ou-prod", name: "Prod", units: [] },
        { id: "ou-test", name: "Test", units: [] },
      ],
    },
  ],
}

/** An organisation whose management account is the first of these. */
export function organizationOf(members: readonly Member[]): Organization {
  const managementAccountId = members[0]?.accountId ?? ""
  return { id: "o-4kz81m2xq7", managementAccountId, delegated: [], root: UNITS, members: [...members] }
}

/** Makes what the SDK finds in this process's environment the hub's keys. @returns a function that undoes it. */
export function beHub(): () => void {
  const names = { AWS_ACCESS_KEY_ID: HUB.accessKeyId, AWS_SECRET_ACCESS_KEY: HUB.secretAccessKey }
  const before = Object.keys(names).map((name) => [name, process.env[name]] as const)
  Object.assign(process.env, names)
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  }
}

export const worldOf = (...accounts: Account[]): World => ({ accounts: [hubAccount(), ...accounts] })
