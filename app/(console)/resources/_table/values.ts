import { NO_NUMBER } from "@/app/_ui/format"
import type { Unit } from "@/lib/aws/resource-types/define"

/** A number with its unit: `128 MB`, `15 s`, `20 GiB`, bytes as `1.4 MiB`. */
export function formatQuantity(value: number, unit: Unit | undefined): string {
  if (!Number.isFinite(value)) return NO_NUMBER
  const plain = value.toLocaleString("en-US", { useGrouping: value >= 10_000, maximumFractionDigits: 2 })
  switch (unit) {
    case "bytes":
      return formatBytes(value)
    case "seconds":
      return `${plain} s`
    case "days":
      return `${plain} d`
    case undefined:
      return plain
    default:
      return `${plain} ${unit}`
  }
}

const STEPS = ["B", "KiB", "MiB", "GiB", "TiB"] as const

/** `512 B`, `1.4 MiB`. */
export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes)) return NO_NUMBER
  let [value, at] = [bytes, 0]
  while (Math.abs(value) >= 1024 && at < STEPS.length - 1) [value, at] = [value / 1024, at + 1]
  return `${at === 0 ? value : value.toLocaleString("en-US", { maximumFractionDigits: 1 })} ${STEPS[at]}`
}

/** A value in one line, for a cell of the table. */
export function inOneLine(value: unknown, unit?: Unit): string | null {
  if (value === null || value === undefined || value === "") return null
  if (typeof value === "boolean") return value ? "Yes" : "No"
  if (typeof value === "number") return formatQuantity(value, unit)
  if (typeof value === "string") return value
  if (Array.isArray(value))
    return (
      value
        .map((one) => inOneLine(one))
        .filter(Boolean)
        .join(", ") || null
    )
  return (
    Object.values(value as Record<string, unknown>)
      .map((one) => inOneLine(one))
      .filter(Boolean)
      .join(" ") || null
  )
}
