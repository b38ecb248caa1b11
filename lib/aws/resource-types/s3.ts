import type { Bucket } from "@aws-sdk/client-s3"
import { z } from "zod"
import { concurrently } from "@/lib/aws/concurrently"
import { toAwsFailure } from "@/lib/aws/failure"
import { readOptional } from "@/lib/aws/optional"
import { listOf, UnreadableAnswer } from "@/lib/aws/read/unreadable"
import type { Partition } from "@/lib/aws/regions"
import { isoOrNull, type Tags, toTags } from "@/lib/aws/resource"
import { defineResourceType, type ListContext } from "@/lib/aws/resource-types/define"
import { readTagIndex, type TagIndex, tagsFrom } from "@/lib/aws/tag-index"

interface RawBucket {
  bucket: Bucket
  name: string
  created: Date | undefined
  region: string
  tags: Tags | undefined
}

/** The largest page of ListBuckets. */
const PAGE_SIZE = 10_000
/** A page is yielded in smaller parts, so that its many tag calls show progress and use little memory. */
const PART_SIZE = 400

export const s3 = defineResourceType({
  type: "s3",
  name: "S3 Buckets",
  view: "s3_buckets",
  description: "Object storage",
  category: "Storage",
  service: "S3",
  scope: "global",
  columns: ["properties.creation_date", "region"],
  iamActions: ["s3:ListAllMyBuckets", "s3:GetBucketLocation", "s3:GetBucketTagging"],
  emptyCalls: [{ name: "s3:ListBuckets", isOnce: true }],
  usesTagIndex: true,
  icon: { color: "#3f7a1f", path: "M4 5h16l-2 16H6L4 5ZM4 5c3-2.5 13-2.5 16 0" },
  properties: z.object({ location: z.string().nullable(), creation_date: z.iso.datetime().nullable() }),

  // With MaxBuckets, ListBuckets returns each bucket's region, which saves one call per bucket.
  async *pages(context) {
    const sdk = await import("@aws-sdk/client-s3")
    const client = context.aws.client(sdk.S3Client, context.region)
    const reader = new DetailReader(context, sdk)
    for await (const page of sdk.paginateListBuckets(
      { client },
      { MaxBuckets: context.isSample ? 1 : PAGE_SIZE },
      { abortSignal: context.signal },
    )) {
      const buckets = listOf(page, "Buckets", context.absent)
      for (let start = 0; start < buckets.length; start += PART_SIZE) {
        const part = await concurrently(buckets.slice(start, start + PART_SIZE), (bucket) => reader.describe(bucket))
        yield part.filter((bucket) => bucket !== null)
      }
    }
  },

  normalise(bucket: RawBucket, { partition }) {
    return {
      region: bucket.region,
      resourceId: bucket.name,
      arn: arnOf(partition, bucket.name),
      name: bucket.name,
      status: "active",
      vpcId: null,
      subnetId: null,
      privateIp: null,
      publicIp: null,
      tags: bucket.tags,
      properties: { location: bucket.region, creation_date: isoOrNull(bucket.created) },
    }
  },

  arnForm: "s3:::(?<id>[^/]+)",

  consolePath: ({ resourceId, region }) => `/s3/buckets/${resourceId}?region=${region}`,
})

const arnOf = (partition: Partition, name: string) => `arn:${partition}:s3:::${name}`

type Sdk = typeof import("@aws-sdk/client-s3")

/** The oldest buckets of eu-west-1 say so in their own way. */
const regionOf = (location: string) => (location === "EU" ? "eu-west-1" : location)

const isGone = ({ name }: Error) => name === "NoSuchBucket"

/** Reads what is not in the list. Tags are read in each bucket's region, and from its tag index. */
class DetailReader {
  readonly #context: ListContext
  readonly #sdk: Sdk
  readonly #indexes = new Map<string, Promise<TagIndex | null>>()
  /** The other buckets of an unreachable region are not tried: each would wait for the same timeouts. */
  readonly #unreachable = new Set<string>()

  constructor(context: ListContext, sdk: Sdk) {
    this.#context = context
    this.#sdk = sdk
  }

  /** Null for a bucket that was deleted after it was listed. */
  async describe(bucket: Bucket): Promise<RawBucket | null> {
    const name = bucket.Name
    if (!name) throw new UnreadableAnswer("a bucket without its name")
    const listed = bucket.BucketRegion || undefined
    const region = listed === undefined ? await this.#readLocation(name) : regionOf(listed)
    if (region === null) return null
    const tags = await this.#tagsOf(region, name, bucket.CreationDate)
    return { bucket, name, created: bucket.CreationDate, region, tags }
  }

  /**
   * GetBucketLocation returns null for us-east-1, and EU for the oldest buckets of eu-west-1. AWS's own list says each
   * bucket's region; some compatible stores do not.
   * @returns null if the bucket is gone.
   * @throws any other failure: the region is a part of the resource's identity, and with a guessed one, the stored bucket
   *   would pass for a removed one.
   */
  async #readLocation(name: string): Promise<string | null> {
    const { aws, region, signal } = this.#context
    try {
      const command = new this.#sdk.GetBucketLocationCommand({ Bucket: name })
      const answer = await aws.client(this.#sdk.S3Client, region).send(command, { abortSignal: signal })
      if (!answer.LocationConstraint) return "us-east-1"
      return regionOf(answer.LocationConstraint)
    } catch (error) {
      if (error instanceof Error && isGone(error)) return null
      throw error
    }
  }

  /** @returns undefined if the tags could not be read. */
  async #tagsOf(region: string, name: string, created: Date | undefined): Promise<Tags | undefined> {
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
    const { aws, signal } = this.#context
    try {
      const command = new this.#sdk.GetBucketTaggingCommand({ Bucket: name })
      const answer = await aws.client(this.#sdk.S3Client, region).send(command, { abortSignal: signal })
      return toTags(listOf(answer, "TagSet"))
    } catch (error) {
      if (error instanceof Error && /^NoSuchTagSet(Error)?$/.test(error.name)) return {}
      if (toAwsFailure(error).kind === "unreachable") this.#unreachable.add(region)
      throw error
    }
  }
}
