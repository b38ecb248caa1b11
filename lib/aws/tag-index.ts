import {
  GetResourcesCommand,
  paginateGetResources,
  ResourceGroupsTaggingAPIClient,
} from "@aws-sdk/client-resource-groups-tagging-api"
import { toAwsFailure } from "@/lib/aws/failure"
import { type Tags, toTags } from "@/lib/aws/resource"
import type { ListContext } from "@/lib/aws/resource-types/define"
import type { AwsSession } from "@/lib/aws/session"

/** The most that GetResources gives a page. */
const PAGE_SIZE = 100
/** The index follows the services with a delay; what is younger than this is asked of its own service. */
const SETTLED_MS = 3_600_000

/** The tags of a region's resources of one kind by ARN. What has no tags and never had any is not in it. */
export type TagIndex = ReadonlyMap<string, Tags>

/**
 * Whether these credentials may read the tag index (tag:GetResources, 100 resources a call), which the minimal policy does not
 * ask for. Asked once a scan. Any failure means no: the services' own tag calls then tell what is wrong, if anything is.
 */
export async function hasTagIndex(aws: AwsSession, region: string): Promise<boolean> {
  try {
    await aws.client(ResourceGroupsTaggingAPIClient, region).send(new GetResourcesCommand({ ResourcesPerPage: 1 }))
    return true
  } catch {
    return false
  }
}

/**
 * Reads one region's index of a kind such as `lambda:function`.
 * @returns null where the scan has no index, or this region denies or fails it: the tags are then read one resource a call.
 */
export async function readTagIndex(
  context: ListContext,
  kind: string,
  region = context.region,
): Promise<TagIndex | null> {
  if (!context.hasTagIndex) return null
  const client = context.aws.client(ResourceGroupsTaggingAPIClient, region)
  const index = new Map<string, Tags>()
  try {
    const input = { ResourceTypeFilters: [kind], ResourcesPerPage: PAGE_SIZE }
    for await (const page of paginateGetResources({ client }, input, { abortSignal: context.signal })) {
      for (const { ResourceARN, Tags } of page.ResourceTagMappingList ?? [])
        if (ResourceARN) index.set(ResourceARN, toTags(Tags ?? []))
    }
    return index
  } catch (error) {
    if (context.signal.aborted || toAwsFailure(error).code.includes("Expired")) throw error
    return null
  }
}

/** What the index vouches for; undefined where the resource's own service has to be asked. */
export function tagsFrom(
  index: TagIndex | null,
  arn: string | undefined,
  changedAt: Date | undefined,
): Tags | undefined {
  if (!index || !arn) return undefined
  const isSettled = changedAt !== undefined && Date.now() - changedAt.getTime() > SETTLED_MS
  return index.get(arn) ?? (isSettled ? {} : undefined)
}
