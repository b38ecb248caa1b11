// Values of AWS's reach these functions, so each of them takes any text or number, and throws for none.

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** What stands where there is no number to show. */
export const NO_NUMBER = "–"

/** A length of time in its largest unit: `< 1 min`, `4 min`, `6 h`, `31 d`. */
export function formatAge(milliseconds: number): string {
  if (!Number.isFinite(milliseconds)) return NO_NUMBER
  if (milliseconds < MINUTE) return "< 1 min"
  if (milliseconds < HOUR) return `${Math.floor(milliseconds / MINUTE)} min`
  if (milliseconds < 2 * DAY) return `${Math.floor(milliseconds / HOUR)} h`
  return `${Math.floor(milliseconds / DAY)} d`
}

/** How long something took: `0.8 s`, `38 s`, `1 min 12 s`. */
export function formatDuration(milliseconds: number): string {
  if (!Number.isFinite(milliseconds)) return NO_NUMBER
  const tenths = Math.max(0, Math.floor(milliseconds / 100))
  if (tenths < 100) return `${(tenths / 10).toFixed(1)} s`
  const seconds = Math.floor(milliseconds / 1000)
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

/** A time in a format. A text that is no time is given back as it is: `Intl` would throw. */
export function formatTime(text: string, format: Pick<Intl.DateTimeFormat, "format">): string {
  const time = new Date(text)
  return Number.isNaN(time.getTime()) ? text : format.format(time)
}

const exact = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium", timeZone: "UTC" })

/** `14 Aug 2026, 09:12:44 UTC`. */
export const formatExact = (text: string): string => formatTime(text, { format: (time) => `${exact.format(time)} UTC` })

const short = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" })

/** `14 Aug 2026, 09:12`, in UTC. */
export const formatShort = (text: string): string => formatTime(text, short)

const number = new Intl.NumberFormat("en-US")
/** `12,408`. */
export const formatCount = (value: number): string => (Number.isFinite(value) ? number.format(value) : NO_NUMBER)

/** `12 resources`, `1 resource`. */
export const plural = (value: number, word: string): string => `${formatCount(value)} ${word}${value === 1 ? "" : "s"}`

const acronyms = new Set([
  "id",
  "ids",
  "arn",
  "ami",
  "vpc",
  "ip",
  "ips",
  "dns",
  "cidr",
  "iam",
  "az",
  "db",
  "dhcp",
  "ipv6",
  "url",
])

/** A property's key as a label: `iam_instance_profile` becomes `IAM instance profile`. */
export function formatKey(key: string): string {
  const words = key.split("_").map((word) =>
    acronyms.has(word)
      ? word
          .toUpperCase()
          .replace(/^(ID|IP)S$/, "$1s")
          .replace("IPV6", "IPv6")
      : word,
  )
  const text = words.join(" ")
  return text.charAt(0).toUpperCase() + text.slice(1)
}
