/** The parameters of a page's address, as Next gives them. */
export type RawParams = Record<string, string | string[] | undefined>

export type Params = Record<string, string | undefined>

/** Each parameter once: of a repeated one, the first. */
export const firstOf = (raw: RawParams): Params =>
  Object.fromEntries(Object.entries(raw).map(([name, value]) => [name, [value ?? []].flat()[0]]))

/** The address of a page with changed parameters, on the first page of its list. */
export function hrefWith(path: string, params: Params, change: Params): string {
  const next = Object.entries({ ...params, cursor: undefined, ...change })
  return `${path}?${new URLSearchParams(next.flatMap(([name, value]) => (value ? [[name, value]] : [])))}`
}
