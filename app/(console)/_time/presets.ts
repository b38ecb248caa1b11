const DAY_MS = 86_400_000

/** How long ago people look back to most often. The key stands in addresses. */
export const presets = [
  { key: "24h", label: "24 h", ago: "24 hours ago", ms: DAY_MS },
  { key: "7d", label: "7 days", ago: "7 days ago", ms: 7 * DAY_MS },
  { key: "30d", label: "30 days", ago: "30 days ago", ms: 30 * DAY_MS },
] as const

/** What Compare begins with. */
export const usualPreset = presets[1]
