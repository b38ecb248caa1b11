/** How the table looks on this device. */
export interface Look {
  density: "compact" | "comfortable"
  /** Columns that a person resized, in pixels. */
  widths: Readonly<Record<string, number>>
}

export const LOOK_COOKIE = "awc-table"
const YEAR_SECONDS = 31_536_000
const MOST_WIDTHS = 60

/** Reads the cookie. It is anybody's text, so only what fits is taken. */
export function readLook(text: string | undefined): Look {
  try {
    const { density, widths } = (JSON.parse(decodeURIComponent(text ?? "{}")) ?? {}) as Partial<Look>
    const known = Object.entries(widths ?? {}).filter(
      ([, width]) => Number.isInteger(width) && width >= 40 && width <= 1000,
    )
    return {
      density: density === "comfortable" ? "comfortable" : "compact",
      widths: Object.fromEntries(known.slice(0, MOST_WIDTHS)),
    }
  } catch {
    return { density: "compact", widths: {} }
  }
}

/** Keeps a part of the look. */
export function saveLook(change: Partial<Look>): void {
  const now = document.cookie.match(new RegExp(`(?:^|; )${LOOK_COOKIE}=([^;]*)`))?.[1]
  const text = encodeURIComponent(JSON.stringify({ ...readLook(now), ...change }))
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox.
  document.cookie = `${LOOK_COOKIE}=${text}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`
}
