import { and, isNull } from "drizzle-orm"
import { type AwsFailure, unreadable } from "@/lib/aws/failure"
import type { UnreadableAnswer } from "@/lib/aws/read/unreadable"
import { partitionOf } from "@/lib/aws/regions"
import { isServiceAbsent } from "@/lib/aws/service-absence"
import type { AwsSession } from "@/lib/aws/session"
import type { Config } from "@/lib/config"
import type { App } from "@/lib/context"
import type { Db } from "@/lib/db/client"
import { resources } from "@/lib/db/schema"
import { Gate } from "@/lib/gate"
import { toRows } from "@/lib/inventory/write/digest"
import { holdKey, SliceLostError } from "@/lib/inventory/write/held-slice"
import { IndexedArns } from "@/lib/inventory/write/reported"
import { writeRows } from "@/lib/inventory/write/write-rows"
import type { JobRun, StopReason } from "@/lib/jobs/kind"
import { classify, type Fate } from "@/lib/scans/run/classify"
import { closeSlice } from "@/lib/scans/run/close-slice"
import { ListingError, readBatches } from "@/lib/scans/run/pages"
import { ofSlice, type TakenSlice } from "@/lib/scans/run/take-slices"

let inFlight: Gate | undefined
/** What was empty last time is expected to be so again: such pages wait for AWS, and take next to no memory. */
const SMALL_FOR_EACH_PAGE = 8
let small: Gate | undefined

/** What a slice is read with. */
interface Run {
  aws: AwsSession
  job: JobRun
  /** The job has no other slice. */
  isAlone: boolean
}

/**
 * Runs a taken slice: streams its pages into the inventory, and records its fate. It records nothing if the slice was
 * cancelled, or another worker took it over.
 * @throws the database's errors: the slice is then listed again from the start.
 */
export async function runSlice(app: App, taken: TakenSlice, run: Run): Promise<"ended" | "handed back" | "lost"> {
  const key = holdKey(taken.slice)
  run.job.hold(key)
  const seen = new Set<string>()
  const fate = await readSlice(app, taken, run, seen)
  if (fate.kind === "lost" || fate.kind === "handed back") return fate.kind
  // Closed, it is held no longer, which must not pass for lost.
  run.job.release(key)
  try {
    return (await closeSlice(app.db, taken.slice, fate, seen, run.aws.cost())) ? "ended" : "lost"
  } catch (error) {
    run.job.hold(key)
    throw error
  }
}

/** Streams the slice's pages into the inventory. @param seen gets the row ids of all listed resources. */
async function readSlice(
  { db, config }: App,
  taken: TakenSlice,
  { aws, job, isAlone }: Run,
  seen: Set<string>,
): Promise<Fate> {
  const { slice, type, region, homeRegion } = taken
  const index = slice.isReported ? await IndexedArns.open(db, slice) : null
  const notes: Notes = { warnings: [], tagsLeftOut: 0, missed: [], absent: null }
  const late = new AbortController()
  const signal = AbortSignal.any([job.signal, late.signal])
  inFlight ??= new Gate(config.workerConcurrency)
  small ??= new Gate(config.workerConcurrency * SMALL_FOR_EACH_PAGE)
  let error: unknown = null
  try {
    for await (const page of readBatches(
      limited(listPages(taken, aws, signal, notes, index), config, late),
      { first: taken.wasEmpty ? small : inFlight, others: inFlight },
      signal,
    )) {
      const rows = toRows(slice, page, config).filter(({ id }) => isFirst(seen, id))
      notes.tagsLeftOut += await writeRows(db, slice, rows, aws.cost(), config)
    }
  } catch (thrown) {
    if (thrown instanceof SliceLostError) return { kind: "lost" }
    if (!(thrown instanceof ListingError) && !signal.aborted) throw thrown
    error = thrown instanceof ListingError ? thrown.cause : thrown
  }
  return classify({
    error,
    warnings: [...notes.warnings, ...(notes.tagsLeftOut > 0 ? [tagsLeftOut(notes.tagsLeftOut)] : [])],
    missed: notes.missed,
    absent: notes.absent && unreadable(notes.absent),
    stop: stopOf(job, isAlone),
    deadlineSeconds: late.signal.aborted ? config.sliceTimeoutSeconds : null,
    isServiceAbsent: error !== null && (await isNothingThere(db, taken, error)),
    isHomeRegion: region === homeRegion,
    action: type.iamActions[0],
    listed: seen.size,
    index,
  })
}

/**
 * Limits how long AWS may take for a list, all pages together. Waiting for a turn, and storing, do not count.
 * @param late is aborted when the time is over.
 */
async function* limited<T>(
  pages: AsyncGenerator<T, void>,
  { sliceTimeoutSeconds }: Pick<Config, "sliceTimeoutSeconds">,
  late: AbortController,
): AsyncGenerator<T, void> {
  let leftMs = sliceTimeoutSeconds * 1000
  try {
    for (;;) {
      const startedAt = Date.now()
      const timer = setTimeout(() => late.abort(new DOMException("The list took too long", "TimeoutError")), leftMs)
      const page = await pages.next().finally(() => clearTimeout(timer))
      leftMs -= Date.now() - startedAt
      if (page.done) return
      yield page.value
    }
  } finally {
    await pages.return()
  }
}

/** Why the job stops, if it does. Slices that have not the time together are read one by one. */
function stopOf({ signal }: JobRun, isAlone: boolean): StopReason | null {
  if (!signal.aborted) return null
  const reason = signal.reason as StopReason
  return reason.kind === "out of time" && !isAlone ? { kind: "stopping" } : reason
}

/** What the listing says beside its pages. */
interface Notes {
  warnings: AwsFailure[]
  /** Of how many resources with tags AWS's answers left the tags out. */
  tagsLeftOut: number
  missed: AwsFailure[]
  absent: UnreadableAnswer | null
}

/** @param index sorts what an index names; null where none is read. */
function listPages(taken: TakenSlice, aws: AwsSession, signal: AbortSignal, notes: Notes, index: IndexedArns | null) {
  const { type, region, hasTagIndex, slice } = taken
  const place = { region, accountId: slice.accountId, partition: partitionOf(region) }
  const warn = (failure: AwsFailure) => void notes.warnings.push(failure)
  const absent = (answer: UnreadableAnswer) => {
    notes.absent ??= answer
  }
  const missPart = (part: string, failure: AwsFailure) =>
    void notes.missed.push({ ...failure, message: `${part} could not be listed. ${failure.message}` })
  const listedOf = index ? { listedOf: (arns: readonly string[]) => index.listedOf(arns) } : {}
  return type.list({ ...place, aws, signal, hasTagIndex, warn, missPart, absent, ...listedOf })
}

const tagsLeftOut = (count: number): AwsFailure => ({
  kind: "unreadable",
  code: "TagsLeftOut",
  message: `AWS's answers left out the tags of ${count === 1 ? "a resource" : `${count} resources`} that had some. They are kept.`,
  missingPermission: null,
})

/** AWS may list a resource on two pages if the account changes in between. */
function isFirst(seen: Set<string>, id: string): boolean {
  if (seen.has(id)) return false
  seen.add(id)
  return true
}

/** Whether the service is not offered there, or not switched on, and we hold nothing of it there. This is not an error. */
async function isNothingThere(
  db: Db,
  { slice, region, homeRegion, type }: TakenSlice,
  error: unknown,
): Promise<boolean> {
  if (!(await isServiceAbsent(error, region, homeRegion, type.absence))) return false
  return (await db.$count(resources, and(ofSlice(slice), isNull(resources.removedAt)))) === 0
}
