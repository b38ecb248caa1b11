/** The list that a person opens a resource from. It is kept for the tab, and holds no more than the page's address and ids. */
export interface CameFrom {
  /** The list's address. */
  href: string
  q: string
  sort: string
  asOf: string | null
  /** The row ids of its page, and of those that were read since, in order. */
  ids: string[]
  /** The cursors of what stands before and after them. */
  previous: string | null
  next: string | null
}

const KEY = "list"

export function writeCameFrom(list: CameFrom): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(list))
  } catch {
    // Storage that is switched off or full costs only the links to the neighbours.
  }
}

export function readCameFrom(): CameFrom | null {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "null") as CameFrom | null
  } catch {
    return null
  }
}

interface Answer {
  resources: { id: string }[]
  next_cursor: string | null
  previous_cursor: string | null
}

/** Reads on behind an end of the list. @returns the list with what was read, and the nearest id; null without an answer. */
export async function furtherIds(list: CameFrom, step: 1 | -1): Promise<{ list: CameFrom; id: string } | null> {
  const cursor = step > 0 ? list.next : list.previous
  if (!cursor) return null
  const search = new URLSearchParams({ q: list.q, sort: list.sort, cursor, ...(list.asOf && { as_of: list.asOf }) })
  const answer = await fetch(`/api/aws/resources?${search}`).catch(() => null)
  if (!answer?.ok) return null
  const page = (await answer.json()) as Answer
  const ids = page.resources.map(({ id }) => id)
  const id = step > 0 ? ids[0] : ids.at(-1)
  if (!id) return null
  return step > 0
    ? { id, list: { ...list, ids: [...list.ids, ...ids], next: page.next_cursor } }
    : { id, list: { ...list, ids: [...ids, ...list.ids], previous: page.previous_cursor } }
}
