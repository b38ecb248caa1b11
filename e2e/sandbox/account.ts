import type { Tag as Ec2Tag, Reservation, Vpc } from "@aws-sdk/client-ec2"
import type { LoadBalancerDescription } from "@aws-sdk/client-elastic-load-balancing"
import type { LoadBalancer } from "@aws-sdk/client-elastic-load-balancing-v2"
import type { FunctionConfiguration } from "@aws-sdk/client-lambda"
import type { DBInstance } from "@aws-sdk/client-rds"

export type TagList = { Key: string; Value: string }[]

/** What one region of the simulated account holds, in the SDK's own output types. */
export interface RegionState {
  reservations: Reservation[]
  vpcs: Vpc[]
  databases: DBInstance[]
  functions: FunctionConfiguration[]
  functionTags: Record<string, Record<string, string>>
  balancers: LoadBalancer[]
  classics: LoadBalancerDescription[]
  /** Keyed by ARN, or by name for classic load balancers. */
  balancerTags: Record<string, TagList>
}

export interface BucketState {
  name: string
  created: Date
  region: string
  /** ListBuckets omits the region, as in older S3-compatible stores. GetBucketLocation still gives it. */
  hidesRegion?: boolean
  /** One of the oldest buckets of eu-west-1: GetBucketLocation answers `EU`. */
  isLegacyEu?: boolean
  /** Null means that the bucket has no tag set: GetBucketTagging answers with an error. */
  tags: TagList | null
}

/** An access key and the actions that it may call. */
export interface Identity {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string
  isExpired?: boolean
  arn: string
  /** IAM actions; `*` for all. */
  allow: readonly string[]
  /** Denials override `allow`, in one region or in all. */
  deny?: readonly Denial[]
}

/** What denies an action; `by` is the kind of policy that AWS names, such as `service control policy`. */
export interface Denial {
  action: string
  region?: string
  by?: string
}

/** A role that others may assume. */
export interface Role {
  name: string
  /** ARNs of identities, `arn:aws:iam::…:root` for a whole account, or `*`. */
  trusts: string[]
  /** If set, nobody may assume it without this external id. */
  externalId?: string
  /** If set, this token of another provider may assume it. */
  webIdentityToken?: string
  maxSeconds: number
  allow: readonly string[]
  deny?: readonly Denial[]
}

/** What AWS's indexes name, and none of the services that the sandbox has lists. */
export interface Indexed {
  arn: string
  /** As Resource Explorer calls it: `timestream:database`. */
  kind: string
  /** Or `global`. */
  region: string
  tags: Record<string, string>
  /** Resource Explorer does not support the kind. */
  isOnlyTagged?: boolean
}

export interface Account {
  accountId: string
  partition: string
  /** The enabled regions and the opted-out ones together are all regions of the account. */
  enabledRegions: string[]
  optedOutRegions: string[]
  regions: Record<string, RegionState>
  buckets: BucketState[]
  identities: Identity[]
  roles: Role[]
  indexed: Indexed[]
  /** Where Resource Explorer is switched on, and whether there is a default view. */
  explorer: { regions: string[]; hasView: boolean }
  /** The longest page of any list, so that a small account has several. */
  mostOnPage?: number
  /** Increases with each change, so that the sandbox serves no stale answer from its cache. */
  version: number
}

export const emptyRegion = (): RegionState => ({
  reservations: [],
  vpcs: [],
  databases: [],
  functions: [],
  functionTags: {},
  balancers: [],
  classics: [],
  balancerTags: {},
})

/** The actions of the documented minimal policy, repeated so that the sandbox is independent of the code it tests. */
export const MINIMAL_POLICY: readonly string[] = [
  "ec2:DescribeInstances",
  "ec2:DescribeVpcs",
  "ec2:DescribeRegions",
  "rds:DescribeDBInstances",
  "rds:ListTagsForResource",
  "lambda:ListFunctions",
  "lambda:ListTags",
  "s3:ListAllMyBuckets",
  "s3:GetBucketLocation",
  "s3:GetBucketTagging",
  "elasticloadbalancing:DescribeLoadBalancers",
  "elasticloadbalancing:DescribeTags",
  "sts:GetCallerIdentity",
]

export const toTagList = (tags: Record<string, string>): TagList =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))

export const nameTag = (tags: readonly Ec2Tag[] | undefined): string | undefined =>
  tags?.find((tag) => tag.Key === "Name")?.Value
