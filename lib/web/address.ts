/** The request's own header with the address of the page: path and query. `proxy.ts` sets it, whatever a caller sent. */
export const ADDRESS_HEADER = "x-aws-connect-address"

/** Where a person goes without a wish. */
export const HOME = "/overview"
/** Pages that lead on by themselves, and what is no page. */
const NO_GOAL = /^\/($|sign-in\b|setup\b|password\b|api\/|_next\/)/
const BASE = "http://base.invalid"

/**
 * The page of ours that somebody wanted, from a text that anybody may have written.
 * @returns a path with its query, or null where the text is no address within this product.
 */
export function toGoal(text: string | null | undefined): string | null {
  // `//host` and `/\host` are addresses of other hosts.
  if (!text?.startsWith("/") || /^\/[/\\]/.test(text) || !URL.canParse(text, BASE)) return null
  const { origin, pathname, search } = new URL(text, BASE)
  return origin === BASE && !NO_GOAL.test(pathname) ? `${pathname}${search}` : null
}

/** The address of a page that comes before the wanted one, such as the sign-in. */
export function before(path: "/sign-in" | "/password", wanted: string | null | undefined): string {
  const goal = toGoal(wanted)
  return goal === null || goal === HOME ? path : `${path}?${new URLSearchParams({ next: goal })}`
}
