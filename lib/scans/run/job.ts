import { z } from "zod"
import { getResourceType } from "@/lib/aws/resource-types/registry"
import { defineJob } from "@/lib/jobs/kind"

const payload = z.object({
  /** Slices of one service in one region of one account. */
  sliceIds: z.array(z.uuid()).min(1),
  turn: z.number().int().min(0).default(0),
})

export type SlicesPayload = z.infer<typeof payload>

const load = async () => (await import("@/lib/scans/run/run-slices")).slicesHandler

/** Runs slices. Those of many scans take turns: of each scan, the first job comes before the second of any. */
export const slicesJob = defineJob<SlicesPayload>({
  name: "slices",
  payload,
  priority: ({ turn }) => -turn,
  leaseSeconds: 20,
  mostFailures: 5,
  mostCrashes: 20,
  load,
})

/** A job of the version before this one, of which some may wait: one slice. */
const single = z.object({ sliceId: z.uuid(), turn: payload.shape.turn })
const ofOneSlice = single.transform(({ sliceId, turn }) => ({ sliceIds: [sliceId], turn }))
export const sliceJob = defineJob<SlicesPayload>({ ...slicesJob, name: "slice", payload: ofOneSlice })
export const connectionSliceJob = defineJob<SlicesPayload>({ ...sliceJob, name: "slice-connection" })

/** A slice that is to be read. */
interface Waiting {
  id: string
  type: string
  region: string
}

/**
 * The jobs of one scan's slices: one for each service and region. Those that take longest come first: one of their slices
 * makes a call for each resource, or reads a tag index. Pure.
 */
export function groupSlices(slices: readonly Waiting[]): string[][] {
  const groups = new Map<string, Waiting[]>()
  for (const slice of slices) {
    const place = `${getResourceType(slice.type).service} ${slice.region}`
    groups.set(place, [...(groups.get(place) ?? []), slice])
  }
  const takesLong = (group: readonly Waiting[]) => Number(group.some(({ type }) => isLong(type)))
  return [...groups.values()].toSorted((a, b) => takesLong(b) - takesLong(a)).map((group) => group.map(({ id }) => id))
}

function isLong(type: string): boolean {
  const { scope, usesTagIndex } = getResourceType(type)
  return scope === "global" || Boolean(usesTagIndex)
}
