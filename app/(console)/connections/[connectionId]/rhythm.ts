/** A schedule as people choose it; `cron` is the expression for all others. */
export interface Rhythm {
  every: "hour" | "day" | "week" | "cron"
  /** Of an hour. */
  minute: string
  /** `03:00`. */
  time: string
  /** 0 is Sunday. */
  day: number
  cron: string
}

const FIRST: Rhythm = { every: "cron", minute: "0", time: "03:00", day: 1, cron: "" }

/** What an expression means, if it is one of the simple ones. */
export function toRhythm(cron: string): Rhythm {
  const [, minute = "", hour = "", day = ""] = /^(\d{1,2}) (\*|\d{1,2}) \* \* (\*|[0-6])$/.exec(cron) ?? []
  if (minute === "") return { ...FIRST, cron }
  if (hour === "*") return { ...FIRST, cron, minute, every: day === "*" ? "hour" : "cron" }
  const time = `${hour.padStart(2, "0")}:${minute.padStart(2, "0")}`
  return { ...FIRST, cron, time, ...(day === "*" ? { every: "day" } : { every: "week", day: Number(day) }) }
}

/** The cron expression of a rhythm. What was typed wrong stays wrong, so that it is told. */
export function toCron({ every, minute, time, day, cron }: Rhythm): string {
  if (every === "cron") return cron
  if (every === "hour") return `${minute} * * * *`
  const [hour = "", minutes = ""] = time.split(":").map((part) => part.replace(/^0(?=\d)/, ""))
  return `${minutes} ${hour} * * ${every === "day" ? "*" : day}`
}
