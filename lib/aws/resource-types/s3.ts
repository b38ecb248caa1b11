import type { Bucket } from "@aws-sdk/client-s3"
import { z } from "zod"
import { concurrently } from "@/lib/aws/concurrently"
import { toAwsFailure } from "@/lib/aws/failure"
import { readOptional } from "@/lib/aws/optional"
import type { Partition } from "@/lib/aws/regions"
import { isoOrNull, type Tags, toTags } from "@/lib/aws/resource"
import { defineResourceType, type ListContext } from "@/lib/aws/resource-types/define"
import { readTagIndex, type TagIndex, tagsFrom } from "@/lib/aws/tag-index"

interface RawBucket {
  name: string
  created: Date | undefined
  /** Undefined where it could not be read. */
  region: string | undefined
  tags: Tags | undefined
}

/** The most that ListBuckets gives a page. */
const PAGE_SIZE = 10_000
/** A page is passed on in smaller parts, so that its many tag calls show progress and hold little memory. */
const PART_SIZE = 400

export const s3 = defineResourceType({
  type: "s3",
  name: "S3 Buckets",
  view: "s3_buckets",
  description: "Object storage",
  category: "Storage",
  scope: "global",
  iamActions: ["s3:ListAllMyBuckets", "s3:GetBucketLocation", "s3:GetBucketTagging"],
  usesTagIndex: true,
  icon: { color: "#3f7a1f", path: "M4 5h16l-2 16H6L4 5ZM4 5c3-2.5 13-2.5 16 0" },
  properties: z.object({ location: z.string().nullable(), creation_date: z.iso.datetime().nullable() }),

  // With MaxBuckets, ListBuckets gives each bucket's region, which saves a call a bucket.
  async *pages(context) {
    const { paginateListBuckets, S3Client } = await import("@aws-sdk/client-s3")
    const client = context.aws.client(S3Client, context.region)
    const regions = new RegionalReaders(context)
    for await (const page of paginateListBuckets(
      { client },
      { MaxBuckets: PAGE_SIZE },
      { abortSignal: context.signal },
    )) {
      const buckets = page.Buckets ?? []
      for (let start = 0; start < buckets.length; start += PART_SIZE) {
        yield await concurrently(buckets.slice(start, start + PART_SIZE), (bucket) =>
          describe(context, bucket, regions),
        )
      }
    }
  },

  normalise(bucket: RawBucket, { partition, region }) {
    return {
      region: bucket.region ?? region,
      resourceId: bucket.name,
      arn: arnOf(partition, bucket.name),
      name: bucket.name,
      status: "active",
      vpcId: null,
      subnetId: null,
      privateIp: null,
      publicIp: null,
      tags: bucket.tags,
      properties: { location: bucket.region ?? null, creation_date: isoOrNull(bucket.created) },
    }
  },

  consolePath: ({ resourceId, region }) => `/s3/buckets/${resourceId}?region=${region}`,
})

const arnOf = (partition: Partition, name: string) => `arn:${partition}:s3:::${name}`

async function describe(context: ListContext, bucket: Bucket, regions: RegionalReaders): Promise<RawBucket> {
  const name = bucket.Name ?? ""
  const region = bucket.BucketRegion ?? (await readLocation(context, name))
  const tags = await regions.tagsOf(region ?? context.region, name, bucket.CreationDate)
  return { name, created: bucket.CreationDate, region, tags }
}

/** GetBucketLocation answers null for us-east-1, and EU for the oldest buckets of eu-west-1. */
function readLocation(context: ListContext, name: string): Promise<string | undefined> {
  const read = async () => {
    const { GetBucketLocationCommand, S3Client } = await import("@aws-sdk/client-s3")
    const client = context.aws.client(S3Client, context.region)
    const answer = await client.send(new GetBucketLocationCommand({ Bucket: name }), { abortSignal: context.signal })
    if (!answer.LocationConstraint) return "us-east-1"
    return answer.LocationConstraint === "EU" ? "eu-west-1" : answer.LocationConstraint
  }
  return readOptional(context, "s3:GetBucketLocation", read, isGone)
}

const isGone = ({ name }: Error) => name === "NoSuchBucket"

/** Reads tags where the buckets are: each region has its own tag index, and only it answers for its buckets. */
class RegionalReaders {
  readonly #context: ListContext
  readonly #indexes = new Map<string, Promise<TagIndex | null>>()
  /** After one bucket's failure the region's other buckets are not tried: each would wait for the same timeouts. */
  readonly #unreachable = new Set<string>()

  constructor(context: ListContext) {
    this.#context = context
  }

  /** Undefined where the tags could not be read. */
  async tagsOf(region: string, name: string, created: Date | undefined): Promise<Tags | undefined> {
    if (this.#unreachable.has(region)) return undefined
    const known = tagsFrom(await this.#indexOf(region), arnOf(this.#context.partition, name), created)
    return known ?? readOptional(this.#context, "s3:GetBucketTagging", () => this.#readTags(region, name), isGone)
  }

  #indexOf(region: string): Promise<TagIndex | null> {
    const index = this.#indexes.get(region) ?? readTagIndex(this.#context, "s3:bucket", region)
    this.#indexes.set(region, index)
    return index
  }

  async #readTags(region: string, name: string): Promise<Tags> {
    const { GetBucketTaggingCommand, S3Client } = await import("@aws-sdk/client-s3")
    const { aws, signal } = this.#context
    try {
      const command = new GetBucketTaggingCommand({ Bucket: name })
      const answer = await aws.client(S3Client, region).send(command, { abortSignal: signal })
      return toTags(answer.TagSet ?? [])
    } catch (error) {
      if (error instanceof Error && error.name === "NoSuchTagSet") return {}
      if (toAwsFailure(error).kind === "unreachable") this.#unreachable.add(region)
      throw error
    }
  }
}
