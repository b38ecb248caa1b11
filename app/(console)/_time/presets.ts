const DAY_MS = 86_400_000

/** How long ago people look back to most often. The key stands in addresses. */
export const presets = [
  { key: "24h", label: "24 h", ago: "24 hours ago", ms: DAY_MS },
  { key: "7d", label: "7 days", ago: "7 days ago", ms: 7 * DAY_MS },
  { key: "30d", label: "30 days", ago: "30 days ago", ms: 30 * DAY_MS },
] as const

/** What Compare begins with. */
export const usualPreset = presets[1]

/** Looks back to the start of the last scan that has ended. */
export const SINCE_SCAN = "scan"

export type Preset = (typeof presets)[number]["key"] | typeof SINCE_SCAN

/** The preset that an address names; the usual one where it names none that is known. */
export function readPreset(key: string | undefined, lastScan: string | null): Preset {
  if (key === SINCE_SCAN && lastScan !== null) return SINCE_SCAN
  return presets.find((preset) => preset.key === key)?.key ?? usualPreset.key
}

/** The moment that a preset means now. @param lastScan when the last scan that has ended began. */
export function startOf(key: Preset, lastScan: string | null): string {
  if (key === SINCE_SCAN && lastScan !== null) return lastScan
  const { ms } = presets.find((preset) => preset.key === key) ?? usualPreset
  return new Date(Date.now() - ms).toISOString()
}
