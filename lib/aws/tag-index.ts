import { isExpiry, toAwsFailure } from "@/lib/aws/failure"
import { listOf, UnreadableAnswer } from "@/lib/aws/read/unreadable"
import { type Tags, toTags } from "@/lib/aws/resource"
import type { ListContext } from "@/lib/aws/resource-types/define"
import type { AwsSession } from "@/lib/aws/session"

/** The largest page of GetResources. */
const PAGE_SIZE = 100
/** The index is updated with a delay: if a resource younger than this is not in it, its own service is asked. */
const SETTLED_MS = 3_600_000

/** The tags of a region's resources of one kind, by ARN. A resource that never had tags is not in it. */
export type TagIndex = ReadonlyMap<string, Tags>

/**
 * Whether these credentials may read the tag index (tag:GetResources, 100 resources per call), which the minimal policy
 * does not include. It is checked once per scan. Any failure means no: the services' own tag calls then show what is
 * wrong.
 */
export async function hasTagIndex(aws: AwsSession, region: string): Promise<boolean> {
  const { GetResourcesCommand, ResourceGroupsTaggingAPIClient } = await loadTagging()
  try {
    await aws.client(ResourceGroupsTaggingAPIClient, region).send(new GetResourcesCommand({ ResourcesPerPage: 1 }))
    return true
  } catch {
    return false
  }
}

/**
 * Reads one region's index of a kind such as `lambda:function`.
 * @returns null if the scan has no index, or if this region denies it or fails: each resource's tags then take one
 *   call.
 */
export async function readTagIndex(
  context: ListContext,
  kind: string,
  region = context.region,
): Promise<TagIndex | null> {
  if (!context.hasTagIndex) return null
  const index = new Map<string, Tags>()
  try {
    for await (const page of readTagged(context, region, [kind])) for (const [arn, tags] of page) index.set(arn, tags)
    return index
  } catch (error) {
    if (context.signal.aborted || isExpiry(toAwsFailure(error))) throw error
    return null
  }
}

/**
 * Reads what a region's tag index names, page by page: everything that ever had a tag. @param kinds which of it, as
 * `lambda:function`; all if it is left out. @throws the SDK's errors; UnreadableAnswer
 */
export async function* readTagged(
  { aws, signal, isSample }: Pick<ListContext, "aws" | "signal" | "isSample">,
  region: string,
  kinds?: string[],
): AsyncGenerator<[arn: string, tags: Tags][], void> {
  const { paginateGetResources, ResourceGroupsTaggingAPIClient } = await loadTagging()
  const client = aws.client(ResourceGroupsTaggingAPIClient, region)
  const input = { ResourcesPerPage: isSample ? 1 : PAGE_SIZE, ...(kinds && { ResourceTypeFilters: kinds }) }
  for await (const page of paginateGetResources({ client }, input, { abortSignal: signal }))
    yield listOf(page, "ResourceTagMappingList").map((mapping) => {
      if (!mapping.ResourceARN) throw new UnreadableAnswer("tags of nothing")
      return [mapping.ResourceARN, toTags(listOf(mapping, "Tags"))]
    })
}

/** The tags that the index knows for certain; undefined if the resource's own service must be asked. */
export function tagsFrom(
  index: TagIndex | null,
  arn: string | undefined,
  changedAt: Date | undefined,
): Tags | undefined {
  if (!index || !arn) return undefined
  const isSettled = changedAt !== undefined && Date.now() - changedAt.getTime() > SETTLED_MS
  return index.get(arn) ?? (isSettled ? {} : undefined)
}

const loadTagging = () => import("@aws-sdk/client-resource-groups-tagging-api")
