/** The caller's address as the nearest proxy saw it, for rate limits; `local` if there is none. */
export function clientAddress(header: (name: string) => string | null): string {
  return header("x-forwarded-for")?.split(",").at(-1)?.trim() || "local"
}
