import { DescribeInstances$, DescribeRegions$, DescribeVpcs$ } from "@aws-sdk/client-ec2"
import {
  DescribeLoadBalancers$ as DescribeClassic$,
  DescribeTags$ as DescribeClassicTags$,
} from "@aws-sdk/client-elastic-load-balancing"
import { DescribeLoadBalancers$, DescribeTags$ } from "@aws-sdk/client-elastic-load-balancing-v2"
import { ListFunctions$, ListTags$ } from "@aws-sdk/client-lambda"
import {
  DescribeOrganization$,
  ListAccounts$,
  ListAccountsForParent$,
  ListOrganizationalUnitsForParent$,
  ListRoots$,
} from "@aws-sdk/client-organizations"
import { DescribeDBInstances$, ListTagsForResource$ } from "@aws-sdk/client-rds"
import { GetIndex$, ListResources$ } from "@aws-sdk/client-resource-explorer-2"
import { GetResources$ } from "@aws-sdk/client-resource-groups-tagging-api"
import { GetBucketLocation$, GetBucketTagging$, ListBuckets$ } from "@aws-sdk/client-s3"
import { AssumeRole$, AssumeRoleWithWebIdentity$, GetCallerIdentity$ } from "@aws-sdk/client-sts"
import { type Account, emptyRegion, type Identity, type RegionState, toTagList } from "./account"
import { indexedOf, operationsOfService } from "./derived"
import { AwsError } from "./errors"
import { findUnit, type Organization, organizationFor, pageOf, toAccount } from "./organization"
import type { Sts } from "./roles"

/** A call in a form that all protocols share: flat parameters and, for REST, the last part of the path. */
export interface Call {
  account: Account
  identity: Identity
  sts: Sts
  organization: Organization | undefined
  region: string
  params: URLSearchParams
  resource: string
}

export type Schema = readonly [number, string, string, unknown, unknown, unknown]

export interface Operation {
  action: string
  schema: Schema
  /** The answer in the SDK's own output type. */
  answer(call: Call): object | Promise<object>
  /** Anybody may call it, without keys. */
  isOpen?: boolean
  /** Equal parameters give equal answers, so each page of a large account is serialised only once. */
  isCacheable?: boolean
}

const here = ({ account, region }: Call): RegionState => account.regions[region] ?? emptyRegion()

/** Pages a list as AWS does: with an opaque token, and with page sizes up to the API's maximum. */
function paged<T>(
  list: readonly T[],
  { params, account }: Call,
  names: { size: string; token: string },
  limits: { most: number; usual: number; badToken: string },
) {
  const asked = Number(params.get(names.size) ?? limits.usual)
  const size = Math.min(
    Number.isFinite(asked) && asked > 0 ? asked : limits.usual,
    limits.most,
    account.mostOnPage ?? limits.most,
  )
  const start = readToken(params.get(names.token), limits.badToken)
  const end = start + size
  return {
    items: list.slice(start, end),
    next: end < list.length ? Buffer.from(`offset:${end}`).toString("base64url") : undefined,
  }
}

function readToken(token: string | null, badToken: string): number {
  if (!token) return 0
  const offset = /^offset:(\d+)$/.exec(Buffer.from(token, "base64url").toString())?.[1]
  if (offset === undefined) throw new AwsError(400, badToken, "The token is not valid.")
  return Number(offset)
}

const numbered = (params: URLSearchParams, prefix: string): string[] => {
  const values = []
  for (let index = 1; params.has(`${prefix}.member.${index}`); index++)
    values.push(params.get(`${prefix}.member.${index}`) ?? "")
  return values
}

function tagDescriptions(
  call: Call,
  prefix: string,
  idKey: "ResourceArn" | "LoadBalancerName",
): object | Promise<object> {
  const ids = numbered(call.params, prefix)
  if (ids.some((id) => /:(targetgroup|listener)\//.test(id)))
    return answerDerived(call, "DescribeTags", { ResourceArns: ids })
  if (ids.length > 20) throw new AwsError(400, "ValidationError", "Cannot have more than 20 resources described")
  const known = here(call).balancerTags
  const missing = ids.find((id) => !known[id])
  if (missing) throw new AwsError(400, "LoadBalancerNotFound", `Load balancer '${missing}' not found`)
  return { TagDescriptions: ids.map((id) => ({ [idKey]: id, Tags: known[id] })) }
}

/** What a type that is data answers, where one operation serves several types. */
async function answerDerived(call: Call, name: string, input: Record<string, unknown>): Promise<object> {
  const service = name === "DescribeTags" ? "elasticloadbalancing" : "rds"
  const operation = (await operationsOfService(service)).find((one) => one.name === name)
  if (!operation) throw new AwsError(400, "InvalidAction", name)
  return operation.answer({ ...call, input })
}

const bucketOf = ({ account, resource }: Call) => {
  const bucket = account.buckets.find((one) => one.name === resource)
  if (!bucket) throw new AwsError(404, "NoSuchBucket", "The specified bucket does not exist")
  return bucket
}

/** MaxResults counts instances, not reservations, so a page can end in the middle of a reservation. */
function instancePage(call: Call) {
  const flat = here(call).reservations.flatMap((reservation) =>
    (reservation.Instances ?? []).map((one) => ({ reservation, one })),
  )
  const { items, next } = paged(
    flat,
    call,
    { size: "MaxResults", token: "NextToken" },
    { most: 1000, usual: 1000, badToken: "InvalidParameterValue" },
  )
  const pages = new Map<
    string,
    { reservation: (typeof flat)[number]["reservation"]; members: (typeof flat)[number]["one"][] }
  >()
  for (const { reservation, one } of items) {
    const entry = pages.get(reservation.ReservationId ?? "") ?? { reservation, members: [] }
    entry.members.push(one)
    pages.set(reservation.ReservationId ?? "", entry)
  }
  return {
    Reservations: [...pages.values()].map(({ reservation, members }) => ({ ...reservation, Instances: members })),
    NextToken: next,
  }
}

/** The resources that the tag index lists for a region: only those with tags. */
async function taggedResources(call: Call) {
  const { functionTags, balancerTags, databases } = here(call)
  const buckets = call.account.buckets.filter(({ region }) => region === call.region)
  const all = [
    ...Object.entries(functionTags).map(([arn, tags]) => ({ kind: "lambda:function", arn, tags: toTagList(tags) })),
    ...Object.entries(balancerTags).flatMap(([arn, tags]) =>
      arn.startsWith("arn:") ? { kind: "elasticloadbalancing:loadbalancer", arn, tags } : [],
    ),
    ...databases.map(({ DBInstanceArn, TagList }) => ({
      kind: "rds:db",
      arn: DBInstanceArn ?? "",
      tags: TagList ?? [],
    })),
    ...buckets.map(({ name, tags }) => ({
      kind: "s3:bucket",
      arn: `arn:${call.account.partition}:s3:::${name}`,
      tags: tags ?? [],
    })),
  ]
  for (const { kind, arn, tags } of indexedIn(call, call.region)) all.push({ kind, arn, tags: toTagList(tags) })
  const kinds = call.params.getAll("ResourceTypeFilters")
  const derived = await indexedOf(call, kinds)
  all.push(...derived.map(({ tags, ...one }) => ({ ...one, tags: toTagList(tags) })))
  return all.filter(({ kind, tags }) => tags.length > 0 && (kinds.length === 0 || kinds.includes(kind)))
}

/** What the indexes name beside what services list. The tag index has what is in no region in the first one. */
const indexedIn = ({ account }: Call, region: string) =>
  account.indexed.filter((one) => one.region === region || (one.region === "global" && region === "us-east-1"))

/** What Resource Explorer names in a region, or of no region. */
async function explored(call: Call, place: string) {
  const own = call.account.indexed.filter((one) => one.region === place && !one.isOnlyTagged)
  const found: Awaited<ReturnType<typeof taggedResources>> = own.map(({ arn, kind, tags }) => ({
    ...{ arn, kind, tags: toTagList(tags) },
  }))
  const known = new Set(call.account.indexed.map(({ arn }) => arn))
  if (place !== "global") found.push(...(await taggedResources(call)).filter(({ arn }) => !known.has(arn)))
  return found.map(({ arn, kind, tags }) => ({
    ...{ Arn: arn, ResourceType: kind, Region: place, Service: kind.split(":")[0] },
    ...{
      OwningAccountId: arn.split(":")[4] || call.account.accountId,
      LastReportedAt: new Date("2026-11-23T08:00:00Z"),
    },
    Properties: [{ Name: "tags", LastReportedAt: new Date("2026-11-23T08:00:00Z"), Data: tags }],
  }))
}

/** Keyed by service (its name in the SigV4 scope) and operation; for load balancers, by API version too. */
export const operations: Record<string, Operation> = {
  "sts/GetCallerIdentity": {
    action: "sts:GetCallerIdentity",
    schema: GetCallerIdentity$,
    answer: ({ account, identity }) => ({
      Account: account.accountId,
      Arn: identity.arn,
      UserId: "AIDAJQABLZS4A3QDU576Q",
    }),
  },
  "sts/AssumeRole": {
    // The role's trust decides, and names the caller.
    action: "sts:AssumeRole",
    schema: AssumeRole$,
    answer: ({ sts, identity, params }) => sts.assume(identity, sts.sessions.has(identity.accessKeyId), params),
  },
  "sts/AssumeRoleWithWebIdentity": {
    action: "sts:AssumeRoleWithWebIdentity",
    schema: AssumeRoleWithWebIdentity$,
    isOpen: true,
    answer: ({ sts, params }) => sts.assumeWithToken(params),
  },
  "organizations/DescribeOrganization": {
    action: "organizations:DescribeOrganization",
    schema: DescribeOrganization$,
    answer: ({ organization, account }) => {
      if (!organization) throw new AwsError(400, "AWSOrganizationsNotInUseException", "No organization.")
      return { Organization: { Id: organization.id, MasterAccountId: account.accountId } }
    },
  },
  "organizations/ListRoots": {
    action: "organizations:ListRoots",
    schema: ListRoots$,
    answer: (call) => {
      const { root } = organizationFor(call.organization, call.account)
      return { Roots: [{ Id: root.id, Name: root.name }] }
    },
  },
  "organizations/ListOrganizationalUnitsForParent": {
    action: "organizations:ListOrganizationalUnitsForParent",
    schema: ListOrganizationalUnitsForParent$,
    answer: (call) => {
      const organization = organizationFor(call.organization, call.account)
      const { units } = findUnit(organization, call.params.get("ParentId"))
      const { items, next } = pageOf(organization, units, call.params.get("NextToken"))
      return { OrganizationalUnits: items.map(({ id, name }) => ({ Id: id, Name: name })), NextToken: next }
    },
  },
  "organizations/ListAccounts": {
    action: "organizations:ListAccounts",
    schema: ListAccounts$,
    answer: (call) => {
      const organization = organizationFor(call.organization, call.account)
      const { items, next } = pageOf(organization, organization.members, call.params.get("NextToken"))
      return { Accounts: items.map((member) => toAccount(organization, member)), NextToken: next }
    },
  },
  "organizations/ListAccountsForParent": {
    action: "organizations:ListAccountsForParent",
    schema: ListAccountsForParent$,
    answer: (call) => {
      const organization = organizationFor(call.organization, call.account)
      const { id } = findUnit(organization, call.params.get("ParentId"))
      const here = organization.members.filter(({ unitId }) => unitId === id)
      const { items, next } = pageOf(organization, here, call.params.get("NextToken"))
      return { Accounts: items.map((member) => toAccount(organization, member)), NextToken: next }
    },
  },
  "ec2/DescribeRegions": {
    action: "ec2:DescribeRegions",
    schema: DescribeRegions$,
    answer: ({ account, params }) => ({
      Regions: [
        ...account.enabledRegions.map((RegionName) => ({
          RegionName,
          Endpoint: `ec2.${RegionName}.amazonaws.com`,
          OptInStatus: "opt-in-not-required",
        })),
        ...(params.get("AllRegions") === "true"
          ? account.optedOutRegions.map((RegionName) => ({ RegionName, OptInStatus: "not-opted-in" }))
          : []),
      ],
    }),
  },
  "ec2/DescribeInstances": {
    action: "ec2:DescribeInstances",
    schema: DescribeInstances$,
    answer: instancePage,
    isCacheable: true,
  },
  "ec2/DescribeVpcs": {
    action: "ec2:DescribeVpcs",
    schema: DescribeVpcs$,
    isCacheable: true,
    answer(call) {
      const { items, next } = paged(
        here(call).vpcs,
        call,
        { size: "MaxResults", token: "NextToken" },
        { most: 1000, usual: 1000, badToken: "InvalidParameterValue" },
      )
      return { Vpcs: items, NextToken: next }
    },
  },
  "tagging/GetResources": {
    action: "tag:GetResources",
    schema: GetResources$,
    async answer(call) {
      const limits = { most: 100, usual: 50, badToken: "PaginationTokenExpiredException" }
      const { items, next } = paged(
        await taggedResources(call),
        call,
        { size: "ResourcesPerPage", token: "PaginationToken" },
        limits,
      )
      return {
        ResourceTagMappingList: items.map(({ arn, tags }) => ({ ResourceARN: arn, Tags: tags })),
        PaginationToken: next ?? "",
      }
    },
  },
  "resource-explorer-2/GetIndex": {
    action: "resource-explorer-2:GetIndex",
    schema: GetIndex$,
    answer({ account, region }) {
      if (!account.explorer.regions.includes(region)) throw new AwsError(404, "ResourceNotFoundException", "No index.")
      const arn = `arn:${account.partition}:resource-explorer-2:${region}:${account.accountId}:index/1`
      return { Arn: arn, Type: "LOCAL", State: "ACTIVE" }
    },
  },
  "resource-explorer-2/ListResources": {
    action: "resource-explorer-2:Search",
    schema: ListResources$,
    async answer(call) {
      if (!call.account.explorer.hasView) throw new AwsError(401, "UnauthorizedException", "Unauthorized")
      const place = /^region:([\w-]+)$/.exec(call.params.get("FilterString") ?? "")?.[1] ?? ""
      const { items, next } = paged(
        await explored(call, place),
        call,
        { size: "MaxResults", token: "NextToken" },
        { most: 1000, usual: 1000, badToken: "ValidationException" },
      )
      // Who asks for the largest page gets one page.
      return { Resources: items, NextToken: Number(call.params.get("MaxResults")) === 1000 ? undefined : next }
    },
  },
  "rds/DescribeDBInstances": {
    action: "rds:DescribeDBInstances",
    schema: DescribeDBInstances$,
    isCacheable: true,
    answer(call) {
      const { items, next } = paged(
        here(call).databases,
        call,
        { size: "MaxRecords", token: "Marker" },
        { most: 100, usual: 100, badToken: "InvalidParameterValue" },
      )
      return { DBInstances: items, Marker: next }
    },
  },
  "rds/ListTagsForResource": {
    action: "rds:ListTagsForResource",
    schema: ListTagsForResource$,
    answer(call) {
      const arn = call.params.get("ResourceName")
      if (arn && !arn.includes(":db:")) return answerDerived(call, "ListTagsForResource", { ResourceName: arn })
      const database = here(call).databases.find((one) => one.DBInstanceArn === arn)
      if (!database) throw new AwsError(404, "DBInstanceNotFound", "DBInstance not found.")
      return { TagList: database.TagList ?? [{ Key: "told-by", Value: "ListTagsForResource" }] }
    },
  },
  "lambda/ListFunctions": {
    action: "lambda:ListFunctions",
    schema: ListFunctions$,
    isCacheable: true,
    answer(call) {
      const limits = { most: 50, usual: 50, badToken: "InvalidParameterValueException" }
      const { items, next } = paged(here(call).functions, call, { size: "MaxItems", token: "Marker" }, limits)
      return { Functions: items, NextMarker: next }
    },
  },
  "lambda/ListTags": {
    action: "lambda:ListTags",
    schema: ListTags$,
    isCacheable: true,
    answer(call) {
      const tags = here(call).functionTags[call.resource]
      if (!tags) throw new AwsError(404, "ResourceNotFoundException", "The resource you requested does not exist.")
      return { Tags: tags }
    },
  },
  "elasticloadbalancing/DescribeLoadBalancers/2015-12-01": {
    action: "elasticloadbalancing:DescribeLoadBalancers",
    schema: DescribeLoadBalancers$,
    answer(call) {
      const { items, next } = paged(
        here(call).balancers,
        call,
        { size: "PageSize", token: "Marker" },
        { most: 400, usual: 400, badToken: "ValidationError" },
      )
      return { LoadBalancers: items, NextMarker: next }
    },
  },
  "elasticloadbalancing/DescribeTags/2015-12-01": {
    action: "elasticloadbalancing:DescribeTags",
    isCacheable: true,
    schema: DescribeTags$,
    answer: (call) => tagDescriptions(call, "ResourceArns", "ResourceArn"),
  },
  "elasticloadbalancing/DescribeLoadBalancers/2012-06-01": {
    action: "elasticloadbalancing:DescribeLoadBalancers",
    schema: DescribeClassic$,
    answer(call) {
      const { items, next } = paged(
        here(call).classics,
        call,
        { size: "PageSize", token: "Marker" },
        { most: 400, usual: 400, badToken: "ValidationError" },
      )
      return { LoadBalancerDescriptions: items, NextMarker: next }
    },
  },
  "elasticloadbalancing/DescribeTags/2012-06-01": {
    action: "elasticloadbalancing:DescribeTags",
    isCacheable: true,
    schema: DescribeClassicTags$,
    answer: (call) => tagDescriptions(call, "LoadBalancerNames", "LoadBalancerName"),
  },
  "s3/ListBuckets": {
    action: "s3:ListAllMyBuckets",
    schema: ListBuckets$,
    answer(call) {
      // A call without parameters gets at most 10,000 buckets, without their regions.
      const asked = ["max-buckets", "bucket-region", "prefix"].some((name) => call.params.has(name))
      const limits = { most: 10_000, usual: 10_000, badToken: "InvalidArgument" }
      const { items, next } = paged(
        call.account.buckets,
        call,
        { size: "max-buckets", token: "continuation-token" },
        limits,
      )
      return {
        Buckets: items.map(({ name, created, region, hidesRegion }) => ({
          Name: name,
          CreationDate: created,
          ...(asked && !hidesRegion && { BucketRegion: region }),
        })),
        ContinuationToken: next,
      }
    },
  },
  "s3/GetBucketLocation": {
    action: "s3:GetBucketLocation",
    schema: GetBucketLocation$,
    answer(call) {
      const { region, isLegacyEu } = bucketOf(call)
      return { LocationConstraint: region === "us-east-1" ? undefined : isLegacyEu ? "EU" : region }
    },
  },
  "s3/GetBucketTagging": {
    action: "s3:GetBucketTagging",
    schema: GetBucketTagging$,
    isCacheable: true,
    answer(call) {
      const bucket = bucketOf(call)
      if (bucket.region !== call.region)
        throw new AwsError(301, "PermanentRedirect", "The bucket must be addressed using another endpoint.", {
          Region: bucket.region,
        })
      if (!bucket.tags) throw new AwsError(404, "NoSuchTagSet", "The TagSet does not exist")
      return { TagSet: bucket.tags }
    },
  },
}
