import type { Account } from "../sandbox/account"
import { generateAccount } from "../sandbox/generate"

/**
 * The account that the release before rules and revisions scanned into `e2e/fixtures/release-before.json`. It holds what
 * that release did not know of: a second public address, a delegated prefix, a network that a VPC no longer has.
 */
export function accountOfReleaseBefore(): Account {
  const account = generateAccount({
    ...{ seed: 41, buckets: 4 },
    regions: { "us-east-1": { ec2: 8, rds: 4, lambda: 5, elb: 12, vpc: 3 } },
  })
  const state = account.regions["us-east-1"]
  const instance = state?.reservations[0]?.Instances?.[0]
  const vpc = state?.vpcs[0]
  if (!instance || !vpc) throw new Error("an empty account")
  delete instance.PublicIpAddress
  instance.NetworkInterfaces = [
    {
      PrivateIpAddresses: [
        { PrivateIpAddress: "10.9.9.9", Primary: true },
        { PrivateIpAddress: "10.9.9.10", Association: { PublicIp: "203.0.113.77" } },
      ],
      Ipv4Prefixes: [{ Ipv4Prefix: "10.9.200.0/28" }],
    },
  ]
  vpc.CidrBlockAssociationSet = [
    ...(vpc.CidrBlockAssociationSet ?? []),
    { CidrBlock: "100.77.0.0/16", CidrBlockState: { State: "disassociated" } },
  ]
  return account
}

/** The key that the fixture's digests were made with. */
export const KEY_OF_RELEASE_BEFORE = Buffer.alloc(32, 7).toString("base64")

/** The tables that the fixture holds, in the order in which they are filled. */
export const TABLES_OF_RELEASE_BEFORE = [
  ...["scans", "scan_slices", "slices", "resources", "resource_changes"],
  ...["resource_search", "search_terms", "resource_addresses"],
]
