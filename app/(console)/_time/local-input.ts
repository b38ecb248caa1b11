const MINUTE_MS = 60_000

/** A moment as `<input type="datetime-local">` takes it, in the browser's zone: `2026-11-28T09:15:00`; "" for no time. */
export function toLocalInput(iso: string): string {
  const at = new Date(iso)
  if (Number.isNaN(at.getTime())) return ""
  return new Date(at.getTime() - at.getTimezoneOffset() * MINUTE_MS).toISOString().slice(0, 19)
}
