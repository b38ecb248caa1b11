import {
  type Bucket,
  GetBucketLocationCommand,
  GetBucketTaggingCommand,
  paginateListBuckets,
  S3Client,
} from "@aws-sdk/client-s3"
import { z } from "zod"
import { concurrently } from "@/lib/aws/concurrently"
import { toAwsFailure } from "@/lib/aws/failure"
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
/** Handed on in smaller parts, so that a page's many tag calls show progress and hold little memory. */
const PART_SIZE = 400

export const s3 = defineResourceType({
  type: "s3",
  name: "S3 Buckets",
  view: "s3_buckets",
  description: "Object storage",
  scope: "global",
  iamActions: ["s3:ListAllMyBuckets", "s3:GetBucketLocation", "s3:GetBucketTagging"],
  usesTagIndex: true,
  icon: { color: "#3f7a1f", path: "M4 5h16l-2 16H6L4 5ZM4 5c3-2.5 13-2.5 16 0" },
  properties: z.object({ location: z.string().nullable(), creation_date: z.iso.datetime().nullable() }),

  // Asked with MaxBuckets, ListBuckets says each bucket's region, which saves a call a bucket.
  async *pages(context) {
    const client = context.aws.client(S3Client, context.region)
    const indexOf = regionalIndexes(context)
    for await (const page of paginateListBuckets(
      { client },
      { MaxBuckets: PAGE_SIZE },
      { abortSignal: context.signal },
    )) {
      const buckets = page.Buckets ?? []
      for (let start = 0; start < buckets.length; start += PART_SIZE) {
        yield await concurrently(buckets.slice(start, start + PART_SIZE), (bucket) =>
          describe(context, bucket, indexOf),
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

/** Buckets are in the tag index of their own region, each of which is read once. */
function regionalIndexes(context: ListContext): (region: string) => Promise<TagIndex | null> {
  const indexes = new Map<string, Promise<TagIndex | null>>()
  return (region) => {
    const index = indexes.get(region) ?? readTagIndex(context, "s3:bucket", region)
    indexes.set(region, index)
    return index
  }
}

async function describe(
  context: ListContext,
  bucket: Bucket,
  indexOf: ReturnType<typeof regionalIndexes>,
): Promise<RawBucket> {
  const name = bucket.Name ?? ""
  const region = bucket.BucketRegion ?? (await readRegion(context, name))
  const known = tagsFrom(await indexOf(region ?? context.region), arnOf(context.partition, name), bucket.CreationDate)
  return {
    name,
    created: bucket.CreationDate,
    region,
    tags: known ?? (await readTags(context, name, region ?? context.region)),
  }
}

/** GetBucketLocation says null for us-east-1, and EU for the oldest buckets of eu-west-1. */
function readRegion(context: ListContext, name: string): Promise<string | undefined> {
  return unlessDenied(context, "s3:GetBucketLocation", async () => {
    const client = context.aws.client(S3Client, context.region)
    const answer = await client.send(new GetBucketLocationCommand({ Bucket: name }), { abortSignal: context.signal })
    if (!answer.LocationConstraint) return "us-east-1"
    return answer.LocationConstraint === "EU" ? "eu-west-1" : answer.LocationConstraint
  })
}

/** Asked in the bucket's own region: any other answers 301. */
function readTags(context: ListContext, name: string, region: string): Promise<Tags | undefined> {
  return unlessDenied(context, "s3:GetBucketTagging", async () => {
    try {
      const client = context.aws.client(S3Client, region)
      const answer = await client.send(new GetBucketTaggingCommand({ Bucket: name }), { abortSignal: context.signal })
      return toTags(answer.TagSet ?? [])
    } catch (error) {
      if (error instanceof Error && error.name === "NoSuchTagSet") return {}
      throw error
    }
  })
}

/** A bucket's own policy may deny what the identity's allows: then this one fact is unknown, and the list goes on. */
async function unlessDenied<T>({ warn }: ListContext, action: string, read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read()
  } catch (error) {
    // Deleted between the list and this call.
    if (error instanceof Error && error.name === "NoSuchBucket") return undefined
    const failure = toAwsFailure(error, action)
    if (failure.kind !== "denied") throw error
    warn(failure)
    return undefined
  }
}
