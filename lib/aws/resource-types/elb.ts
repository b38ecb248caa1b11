import type { LoadBalancerDescription } from "@aws-sdk/client-elastic-load-balancing"
import type { LoadBalancer } from "@aws-sdk/client-elastic-load-balancing-v2"
import { z } from "zod"
import { concurrently } from "@/lib/aws/concurrently"
import { readOptional } from "@/lib/aws/optional"
import { listOf, UnreadableAnswer } from "@/lib/aws/read/unreadable"
import { type FoundResource, isoOrNull, orNull, type Place, type Tags, toTags } from "@/lib/aws/resource"
import { defineResourceType, type ListContext } from "@/lib/aws/resource-types/define"

interface Modern {
  balancer: LoadBalancer
  tags: Tags | undefined
}

interface Classic {
  classic: LoadBalancerDescription
  tags: Tags | undefined
}

const text = z.string().nullable()
const PAGE_SIZE = 400
/** DescribeTags takes 20 ARNs (or classic names) a call. */
const TAG_BATCH = 20

const properties = z.object({
  type: text,
  scheme: text,
  dns_name: text,
  availability_zones: z.array(z.string()),
  security_groups: z.array(z.string()),
  subnets: z.array(z.string()),
  ip_address_type: text,
  private_ips: z.array(z.string()),
  public_ips: z.array(z.string()),
  ipv6_addresses: z.array(z.string()),
  created_at: z.iso.datetime().nullable(),
})

export const elb = defineResourceType({
  type: "elb",
  name: "Load Balancers",
  view: "load_balancers",
  description: "Traffic distribution",
  category: "Networking",
  service: "ELB",
  scope: "regional",
  iamActions: ["elasticloadbalancing:DescribeLoadBalancers", "elasticloadbalancing:DescribeTags"],
  icon: {
    color: "#7a3fc4",
    path: "M12 2a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM5 16a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM19 16a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM10.5 7.5l-4 9M13.5 7.5l4 9",
  },
  properties,
  display: {
    type: { label: "Kind", isIndexed: true },
    scheme: { isIndexed: true },
    dns_name: { label: "DNS name" },
    security_groups: { isReference: true },
    subnets: { isReference: true },
    ip_address_type: { label: "IP address type" },
    private_ips: { label: "Private IPs", isAddress: true },
    public_ips: { label: "Public IPs", isAddress: true, isPublicAddress: true },
    ipv6_addresses: { isAddress: true },
  },
  publicWhen: { property: "scheme", is: "internet-facing" },

  async *pages(context): AsyncGenerator<readonly (Modern | Classic)[]> {
    yield* modernPages(context)
    yield* classicPages(context)
  },

  normalise: (raw: Modern | Classic, place) => ("classic" in raw ? fromClassic(raw, place) : fromModern(raw, place)),

  consolePath: ({ resourceId, region, arn }) =>
    `/ec2/home?region=${region}#LoadBalancer:loadBalancerArn=${arn?.includes("/") && resourceId.includes("/") ? arn : resourceId}`,
})

// The SDK's paginator ignores its own pageSize here, so the size is part of the input.
async function* modernPages(context: ListContext): AsyncGenerator<Modern[]> {
  const sdk = await import("@aws-sdk/client-elastic-load-balancing-v2")
  const client = context.aws.client(sdk.ElasticLoadBalancingV2Client, context.region)
  const options = { abortSignal: context.signal }
  const readTags = async (ResourceArns: string[]) => {
    const answer = await client.send(new sdk.DescribeTagsCommand({ ResourceArns }), options)
    return toPairs(ResourceArns, listOf(answer, "TagDescriptions"), ({ ResourceArn }) => ResourceArn)
  }
  for await (const page of sdk.paginateDescribeLoadBalancers(
    { client },
    { PageSize: context.isSample ? 1 : PAGE_SIZE },
    options,
  )) {
    const balancers = listOf(page, "LoadBalancers", context.absent)
    const arns = balancers.flatMap(({ LoadBalancerArn }) => LoadBalancerArn ?? [])
    const tags = await tagsInBatches(context, arns, readTags)
    yield balancers.map((balancer) => ({ balancer, tags: tags?.get(balancer.LoadBalancerArn ?? "") }))
  }
}

async function* classicPages(context: ListContext): AsyncGenerator<Classic[]> {
  const sdk = await import("@aws-sdk/client-elastic-load-balancing")
  const client = context.aws.client(sdk.ElasticLoadBalancingClient, context.region)
  const options = { abortSignal: context.signal }
  const readTags = async (LoadBalancerNames: string[]) => {
    const answer = await client.send(new sdk.DescribeTagsCommand({ LoadBalancerNames }), options)
    return toPairs(LoadBalancerNames, listOf(answer, "TagDescriptions"), ({ LoadBalancerName }) => LoadBalancerName)
  }
  for await (const page of sdk.paginateDescribeLoadBalancers(
    { client },
    { PageSize: context.isSample ? 1 : PAGE_SIZE },
    options,
  )) {
    const balancers = listOf(page, "LoadBalancerDescriptions", context.absent)
    const names = balancers.flatMap(({ LoadBalancerName }) => LoadBalancerName ?? [])
    const tags = await tagsInBatches(context, names, readTags)
    yield balancers.map((classic) => ({ classic, tags: tags?.get(classic.LoadBalancerName ?? "") }))
  }
}

type TagPairs = (readonly [id: string, tags: Tags])[]
type ReadBatch = (ids: string[]) => Promise<TagPairs>

/** @throws UnreadableAnswer if AWS did not describe each that was asked for: it refuses those that are gone. */
function toPairs<T extends { Tags?: Parameters<typeof toTags>[0] | undefined }>(
  asked: readonly string[],
  described: readonly T[],
  idOf: (one: T) => string | undefined,
): TagPairs {
  const pairs = new Map(described.map((one) => [idOf(one) ?? "", toTags(listOf(one, "Tags"))]))
  return asked.map((id) => {
    const tags = pairs.get(id)
    if (!tags) throw new UnreadableAnswer("an answer without the tags of what was asked for")
    return [id, tags]
  })
}

/** Tags by ARN or name; undefined if DescribeTags is denied or fails. */
function tagsInBatches(context: ListContext, ids: string[], read: ReadBatch): Promise<Map<string, Tags> | undefined> {
  const batches = Array.from({ length: Math.ceil(ids.length / TAG_BATCH) }, (_, n) =>
    ids.slice(n * TAG_BATCH, (n + 1) * TAG_BATCH),
  )
  return readOptional(context, "elasticloadbalancing:DescribeTags", async () => {
    return new Map((await concurrently(batches, (batch) => readPresent(batch, read))).flat())
  })
}

/**
 * If one balancer was deleted after it was listed, AWS refuses its whole batch. The batch is halved until that balancer
 * is alone, and it is then left out.
 */
async function readPresent(batch: string[], read: ReadBatch): Promise<TagPairs> {
  try {
    return await read(batch)
  } catch (error) {
    if (!(error instanceof Error) || !/^(LoadBalancer|AccessPoint)NotFound(Exception)?$/.test(error.name)) throw error
    if (batch.length === 1) return []
    const half = Math.ceil(batch.length / 2)
    return [...(await readPresent(batch.slice(0, half), read)), ...(await readPresent(batch.slice(half), read))]
  }
}

function fromModern(
  { balancer, tags }: Modern,
  { region }: Place,
): FoundResource & { properties: z.infer<typeof properties> } {
  // Sorted, since AWS promises no order, and the first subnet and addresses are kept.
  const zones = (balancer.AvailabilityZones ?? []).toSorted((a, b) =>
    (a.ZoneName ?? "") < (b.ZoneName ?? "") ? -1 : 1,
  )
  const arn = balancer.LoadBalancerArn ?? ""
  const addresses = zones.flatMap((zone) => zone.LoadBalancerAddresses ?? [])
  return {
    region,
    resourceId: arn.split(":loadbalancer/")[1] ?? "",
    arn: orNull(arn),
    name: orNull(balancer.LoadBalancerName),
    status: orNull(balancer.State?.Code),
    vpcId: orNull(balancer.VpcId),
    subnetId: orNull(zones[0]?.SubnetId),
    privateIp: orNull(addresses.find((address) => address.PrivateIPv4Address)?.PrivateIPv4Address),
    publicIp: orNull(addresses.find((address) => address.IpAddress)?.IpAddress),
    tags,
    properties: {
      type: orNull(balancer.Type),
      scheme: orNull(balancer.Scheme),
      dns_name: orNull(balancer.DNSName),
      availability_zones: zones.flatMap((zone) => zone.ZoneName ?? []).sort(),
      security_groups: [...(balancer.SecurityGroups ?? [])].sort(),
      subnets: zones.flatMap((zone) => zone.SubnetId ?? []).sort(),
      ip_address_type: orNull(balancer.IpAddressType),
      private_ips: addresses.flatMap((address) => address.PrivateIPv4Address ?? []).sort(),
      public_ips: addresses.flatMap((address) => address.IpAddress ?? []).sort(),
      ipv6_addresses: addresses.flatMap((address) => address.IPv6Address ?? []).sort(),
      created_at: isoOrNull(balancer.CreatedTime),
    },
  }
}

function fromClassic(
  { classic, tags }: Classic,
  { partition, accountId, region }: Place,
): FoundResource & { properties: z.infer<typeof properties> } {
  const name = classic.LoadBalancerName ?? ""
  return {
    region,
    resourceId: name,
    arn: `arn:${partition}:elasticloadbalancing:${region}:${accountId}:loadbalancer/${name}`,
    name: orNull(name),
    // Classic balancers have no state of their own.
    status: "active",
    vpcId: orNull(classic.VPCId),
    subnetId: orNull(classic.Subnets?.toSorted()[0]),
    privateIp: null,
    publicIp: null,
    tags,
    properties: {
      type: "classic",
      scheme: orNull(classic.Scheme),
      dns_name: orNull(classic.DNSName),
      availability_zones: [...(classic.AvailabilityZones ?? [])].sort(),
      security_groups: [...(classic.SecurityGroups ?? [])].sort(),
      subnets: [...(classic.Subnets ?? [])].sort(),
      ip_address_type: null,
      private_ips: [],
      public_ips: [],
      ipv6_addresses: [],
      created_at: isoOrNull(classic.CreatedTime),
    },
  }
}
