/** The parameters of a page's address, as Next gives them. */
export type RawParams = Record<string, string | string[] | undefined>

/** Each parameter once: of a repeated one, the first. */
export type Params = Record<string, string | undefined>

export const firstOf = (raw: RawParams): Params =>
  Object.fromEntries(Object.entries(raw).map(([name, value]) => [name, [value ?? []].flat()[0]]))
