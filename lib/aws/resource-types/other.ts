import type { Resource } from "@aws-sdk/client-resource-explorer-2"
import { z } from "zod"
import { toAwsFailure } from "@/lib/aws/failure"
import { readPart } from "@/lib/aws/optional"
import { chunks } from "@/lib/aws/read/calls"
import { isNamed } from "@/lib/aws/read/gone"
import { listOf, UnreadableAnswer } from "@/lib/aws/read/unreadable"
import { homeOfGlobal } from "@/lib/aws/regions"
import { isoOrNull, type Place, type Tags, tagsIn } from "@/lib/aws/resource"
import { defineResourceType, type ListContext } from "@/lib/aws/resource-types/define"
import { isServiceAbsent } from "@/lib/aws/service-absence"
import { resourceExplorer } from "@/lib/aws/services/resource-explorer"
import { readTagged } from "@/lib/aws/tag-index"

/** AWS gives no mark of a next page to who asks for 1,000, its largest page (Resource Explorer API Reference, ListResources). */
const PAGE_SIZE = 500
const EXPLORER = "resource_explorer"
const TAG_INDEX = "tag_index"
const REPORTED = "reported"

/** What an index says of a resource. */
interface Reported {
  arn: string
  reportedAt: Date | undefined
  /** Undefined where no index knows them. */
  tags: Tags | undefined
  sources: string[]
}

/**
 * What AWS's indexes name and no type's own list has: Resource Explorer's, where it is switched on, and the tag index, which
 * knows what ever had a tag. An index proves that something is there, and never that it is not.
 */
export const other = defineResourceType({
  type: "other",
  name: "Other Resources",
  view: "other_resources",
  description: "What AWS's indexes name, and no other type lists",
  category: "Other",
  service: "Resource Explorer",
  scope: "regional",
  columns: ["properties.service", "properties.kind", "status"],
  iamActions: [
    "tag:GetResources",
    "resource-explorer-2:GetIndex",
    // What ListResources needs (AWS Resource Explorer API Reference).
    "resource-explorer-2:Search",
  ],
  emptyCalls: [
    { name: "tag:GetResources", isOnce: false },
    { name: "resource-explorer-2:GetIndex", isOnce: false },
  ],
  // The tag index cannot leave out what other types list.
  isCostly: true,
  isReported: true,
  icon: { color: "#667085", path: "M12 17h.01M12 13a3 3 0 1 0-3-3" },
  properties: z.object({
    service: z.string(),
    kind: z.string(),
    sources: z.array(z.string()),
    last_reported: z.iso.datetime().nullable(),
  }),
  display: { sources: { label: "Reported by" } },
  // Which of the two knows it changes with the time that an index takes, and an ARN has the same kind for ever.
  volatile: ["last_reported", "sources", "kind"],

  async *pages(context) {
    let isIndexed = false
    for await (const is of readPart(context, EXPLORER_TITLE, GET_INDEX, hasIndex(context))) isIndexed = is
    // What Resource Explorer may say more of waits for it.
    const tagged = new Map<string, Tags | null>()
    const action = "tag:GetResources"
    for await (const page of readPart(context, "The tag index", action, readTagged(context, context.region))) {
      const listed = await context.listedOf?.(page.map(([arn]) => arn))
      if (isIndexed) for (const [arn, tags] of page) tagged.set(arn, listed?.has(arn) ? null : tags)
      else yield page.flatMap(([arn, tags]) => (listed?.has(arn) ? [] : onlyTagged(arn, tags)))
      if (context.isSample) break
    }
    if (!isIndexed) return
    for await (const page of readPart(context, EXPLORER_TITLE, SEARCH, readExplorer(context))) {
      const untagged = page.flatMap(({ Arn: arn }) => (arn && !tagged.has(arn) ? [arn] : []))
      const listed = await context.listedOf?.(untagged)
      yield page.flatMap((resource) => (listed?.has(resource.Arn ?? "") ? [] : (reportedOf(resource, tagged) ?? [])))
      if (context.isSample) return
    }
    const rest = [...tagged].flatMap(([arn, tags]) => (tags ? onlyTagged(arn, tags) : []))
    yield* chunks(rest, PAGE_SIZE)
  },

  normalise({ arn, reportedAt, tags, sources }: Reported, place) {
    const [, , service = "", ofArn = "", , ...rest] = arn.split(":")
    const what = rest.join(":")
    return {
      region: ofArn || regionOf(service, place),
      resourceId: arn,
      arn,
      name: tags?.Name || what.split(/[:/]/).at(-1) || what || arn,
      status: REPORTED,
      ...{ vpcId: null, subnetId: null, privateIp: null, publicIp: null },
      tags,
      // Without its tags, its name is not known either.
      ...(tags === undefined && { unread: ["name"] }),
      properties: {
        service,
        kind: [service, /^([^:/]+)[:/]/.exec(what)?.[1]].filter(Boolean).join(":"),
        sources,
        last_reported: isoOrNull(reportedAt),
      },
    }
  },

  consolePath: ({ arn }) => `/go/view?arn=${encodeURIComponent(arn ?? "")}`,
})

/**
 * The region of what has none in its ARN. Indexes of the first region name what is global; and buckets, which have a region.
 * Both indexes must lead to the same, which is a part of the identity.
 */
const regionOf = (service: string, { region, partition }: Place) =>
  region === homeOfGlobal(partition) && service !== "s3" ? "global" : region

const EXPLORER_TITLE = "Resource Explorer"
const GET_INDEX = "resource-explorer-2:GetIndex"
const SEARCH = "resource-explorer-2:Search"
/** GetIndex of a region where nobody switched it on. */
const NO_INDEX = /^ResourceNotFoundException:/
/** ListResources where there is no default view, or none that these credentials may use. */
const NO_VIEW = /^UnauthorizedException:/

const loadExplorer = () =>
  resourceExplorer.sdk() as Promise<typeof import("@/lib/aws/services/sdk/resource-explorer-2")>

/** Says whether a region has an index that can be read. It is asked first: a search where there is none may make one. */
async function* hasIndex({ aws, region, partition, signal }: ListContext): AsyncGenerator<boolean, void> {
  const { ResourceExplorer2Client, GetIndexCommand } = await loadExplorer()
  const client = aws.client(ResourceExplorer2Client, region)
  try {
    const { State: state } = await client.send(new GetIndexCommand({}), { abortSignal: signal })
    yield state === "ACTIVE" || state === "UPDATING"
  } catch (error) {
    if (!isNamed(error, NO_INDEX) && !(await isServiceAbsent(error, region, homeOfGlobal(partition)))) throw error
  }
}

/** Reads what Resource Explorer reports of a region, and of no region in the one where global services are. */
async function* readExplorer(context: ListContext): AsyncGenerator<Resource[], void> {
  const { aws, region, partition, accountId, signal, isSample } = context
  const { ResourceExplorer2Client, paginateListResources } = await loadExplorer()
  const client = aws.client(ResourceExplorer2Client, region)
  // The view of an organization also has what other accounts own.
  const isOwn = ({ Region: place, OwningAccountId: owner }: Resource, asked: string) =>
    (!place || place === asked) && (!owner || owner === accountId)
  for (const place of region === homeOfGlobal(partition) ? [region, "global"] : [region]) {
    const input = { Filters: { FilterString: `region:${place}` }, MaxResults: isSample ? 1 : PAGE_SIZE }
    try {
      for await (const page of paginateListResources({ client }, input, { abortSignal: signal }))
        yield listOf(page, "Resources", context.absent).filter((one) => isOwn(one, place))
    } catch (error) {
      if (!isNamed(error, NO_VIEW)) throw error
      context.missPart(EXPLORER_TITLE, {
        ...toAwsFailure(error, SEARCH),
        ...{
          code: "NoDefaultView",
          message: `Resource Explorer has an index in ${region}, but no default view that this identity may use. Choose a default view there.`,
        },
      })
      return
    }
  }
}

/** What an index says of one resource; null if its type's own list says more. @param tagged is told what is not left. */
function reportedOf(resource: Resource, tagged: Map<string, Tags | null>): Reported | null {
  const { Arn: arn, LastReportedAt: reportedAt } = resource
  if (!arn) throw new UnreadableAnswer("a resource without its ARN")
  const known = tagged.get(arn)
  tagged.delete(arn)
  if (known === null) return null
  const sources = known ? [EXPLORER, TAG_INDEX] : [EXPLORER]
  return { arn, reportedAt, tags: known ?? tagsOf(resource), sources }
}

const onlyTagged = (arn: string, tags: Tags): Reported => ({ arn, tags, reportedAt: undefined, sources: [TAG_INDEX] })

/** The tags that a view may include. */
const tagsOf = ({ Properties: properties = [] }: Resource): Tags | undefined => {
  const data = properties.find(({ Name }) => Name === "tags")?.Data
  return Array.isArray(data) ? tagsIn(data) : undefined
}
