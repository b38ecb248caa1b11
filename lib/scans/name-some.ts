const MAX_NAMED = 5

/** The first names of a list, and how many more there are: `a, b and 3 more`. */
export function nameSome(names: readonly string[]): string {
  const more = names.length - MAX_NAMED
  return names.slice(0, MAX_NAMED).join(", ") + (more > 0 ? ` and ${more} more` : "")
}
