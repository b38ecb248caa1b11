import { Cron } from "croner"
import { expect, test } from "vitest"
import { cronWords, findCronProblem, isTimeZone, jitterOf, nextTime, nextTimes } from "@/lib/connections/schedule/cron"

/** The nights on which clocks change, with what runs when, by hand from the IANA time zone database. */
const nights: [zone: string, cron: string, after: string, next: string, then: string, why: string][] = [
  [
    "Europe/Berlin",
    "30 2 * * *",
    "2026-03-28T12:00Z",
    "2026-03-29T01:00Z",
    "2026-03-30T00:30Z",
    "02:30 is left out: 03:00",
  ],
  [
    "Europe/Berlin",
    "30 2 * * *",
    "2026-10-24T12:00Z",
    "2026-10-25T00:30Z",
    "2026-10-26T01:30Z",
    "02:30 comes twice: the first",
  ],
  [
    "America/New_York",
    "30 2 * * *",
    "2026-03-07T12:00Z",
    "2026-03-08T07:00Z",
    "2026-03-09T06:30Z",
    "02:30 is left out: 03:00",
  ],
  [
    "America/New_York",
    "30 1 * * *",
    "2026-10-31T12:00Z",
    "2026-11-01T05:30Z",
    "2026-11-02T06:30Z",
    "01:30 comes twice: the first",
  ],
  [
    "Africa/Cairo",
    "30 0 * * *",
    "2026-04-23T10:00Z",
    "2026-04-23T22:00Z",
    "2026-04-24T21:30Z",
    "00:30 is left out: 01:00",
  ],
  [
    "Africa/Cairo",
    "30 23 * * *",
    "2026-10-29T10:00Z",
    "2026-10-29T20:30Z",
    "2026-10-30T21:30Z",
    "23:30 comes twice: the first",
  ],
  [
    "Australia/Lord_Howe",
    "15 2 * * *",
    "2026-10-03T00:00Z",
    "2026-10-03T15:30Z",
    "2026-10-04T15:15Z",
    "02:15 is left out: 02:30",
  ],
  [
    "Australia/Lord_Howe",
    "45 1 * * *",
    "2026-04-04T00:00Z",
    "2026-04-04T14:45Z",
    "2026-04-05T15:15Z",
    "01:45 comes twice: the first",
  ],
]

test.each(nights)("%s, %s after %s", (zone, cron, after, next, then) => {
  const runs = nextTimes(cron, zone, new Date(after), 2)
  expect(runs.map((time) => time.toISOString())).toEqual([next, then].map((time) => new Date(time).toISOString()))
})

test.each(["Europe/Berlin", "America/New_York", "Africa/Cairo", "Australia/Lord_Howe"])(
  "%s: two years, step by step, are what croner itself lists, and no day lacks its run",
  (zone) => {
    const start = new Date("2026-01-01T00:00Z")
    const end = new Date("2028-01-01T00:00Z")
    const expressions = ["30 2 * * *", "30 0 * * *", "45 1 * * *", "15 23 * * *", "0 6 * * 1"]
    for (const cron of expressions) {
      const listed: Date[] = new Cron(cron, { timezone: zone, paused: true, mode: "5-part" }).nextRuns(740, start)
      const wanted = listed.filter((time) => time < end).map((time) => time.toISOString())
      const walked: string[] = []
      for (let time = nextTime(cron, zone, start); time && time < end; time = nextTime(cron, zone, time))
        walked.push(time.toISOString())
      expect(walked, cron).toEqual(wanted)
      if (cron.endsWith("* * *")) expect(new Set(walked.map((time) => dayIn(zone, time))).size, cron).toBe(730)
    }
  },
  60_000,
)

const dayIn = (zone: string, time: string) =>
  new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" }).format(new Date(time))

test("an hourly schedule runs in each real hour of a day with 25", () => {
  const runs = nextTimes("0 * * * *", "Europe/Berlin", new Date("2026-10-24T23:30Z"), 5).map((time) =>
    time.toISOString(),
  )
  expect(runs).toEqual(["00", "01", "02", "03", "04"].map((hour) => `2026-10-25T${hour}:00:00.000Z`))
})

test.each([
  ["0 3 * * *", null],
  ["*/15 * * * 1-5", null],
  ["0 3 * *", "no cron expression"],
  ["0 0 3 * * *", "no cron expression"],
  ["61 * * * *", "no cron expression"],
  ["0 0 30 2 *", "never comes due"],
  ["nonsense", "no cron expression"],
])("%s", (cron, problem) => {
  if (problem === null) expect(findCronProblem(cron)).toBeNull()
  else expect(findCronProblem(cron)).toContain(problem)
})

test("zones, words and jitter", () => {
  expect(isTimeZone("Africa/Cairo")).toBe(true)
  expect(isTimeZone("Europe/Atlantis")).toBe(false)
  expect(cronWords("0 3 * * *")).toBe("At 03:00")
  const ids = Array.from({ length: 200 }, (_, index) => `schedule ${index}`)
  const spread = ids.map((id) => jitterOf(id, 300))
  expect(spread.every((seconds) => seconds >= 0 && seconds <= 300)).toBe(true)
  expect(new Set(spread).size).toBeGreaterThan(100)
  expect(jitterOf("schedule 1", 300)).toBe(jitterOf("schedule 1", 300))
})
