import { createHash } from "node:crypto"
import { Cron } from "croner"
import cronstrue from "cronstrue"

/** Opens a cron expression of five fields. It starts no timer. */
const open = (cron: string, timezone: string) => new Cron(cron, { timezone, paused: true, mode: "5-part" })

/** Why an expression is none; null if it is right and has a next time. */
export function findCronProblem(cron: string): string | null {
  const example = "Use five fields, such as 0 3 * * * for 03:00 each day."
  if (cron.split(/\s+/).length !== 5) return `This is no cron expression. ${example}`
  try {
    return open(cron, "UTC").nextRun() ? null : `This cron expression never comes due. ${example}`
  } catch {
    return `This is no cron expression. ${example}`
  }
}

/** Whether the name is one of the IANA time zone database. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }) !== null
  } catch {
    return false
  }
}

/**
 * The next time after a moment. A time that a change of the clocks leaves out comes when the clock has gone forward; one
 * that comes twice counts once.
 */
export const nextTime = (cron: string, timeZone: string, after: Date): Date | null =>
  open(cron, timeZone).nextRun(after)

/** The next times after a moment, at most `count`. */
export const nextTimes = (cron: string, timeZone: string, after: Date, count: number): Date[] =>
  open(cron, timeZone).nextRuns(count, after)

/** An expression in words: `At 03:00`. */
export const cronWords = (cron: string): string =>
  cronstrue.toString(cron, { use24HourTimeFormat: true, throwExceptionOnParseError: false, verbose: false })

/**
 * How long after its time a schedule's runs start: always the same for one schedule, and spread evenly over many, so
 * that a hundred schedules of 03:00 do not start at once.
 */
export function jitterOf(scheduleId: string, jitterSeconds: number): number {
  if (jitterSeconds === 0) return 0
  return createHash("sha256").update(scheduleId).digest().readUInt32BE() % (jitterSeconds + 1)
}
