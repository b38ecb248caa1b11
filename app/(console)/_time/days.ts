const DAY_MS = 86_400_000

const format = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" })

/** A day of UTC as people write it: `28 Nov`. */
export const shortDay = (day: string): string => format.format(new Date(day))

/** The last moment of a day of UTC. */
export const endOf = (day: string): string => new Date(Date.parse(day) + DAY_MS - 1).toISOString()

/** The page of one day's changes. What follows a moment does not include it. */
export function changesOf(day: string): string {
  const range = { from: new Date(Date.parse(day) - 1).toISOString(), to: endOf(day) }
  // The day that is not over has no end yet.
  const { to, ...open } = range
  return `/changes?${new URLSearchParams(to < new Date().toISOString() ? range : open)}`
}
