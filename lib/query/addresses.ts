/** An IPv4 or IPv6 address or network, as PostgreSQL's inet reads it; null if the text is none. Source: RFC 4632, 4291. */
export function toNetwork(text: string): string | null {
  const [, address = "", length] = /^([^/]*)(?:\/(0|[1-9]\d{0,2}))?$/.exec(text) ?? []
  const bits = isIpv4(address) ? 32 : isIpv6(address) ? 128 : 0
  if (bits === 0 || (length !== undefined && Number(length) > bits)) return null
  return text.toLowerCase()
}

export const isIpv4 = (text: string): boolean => {
  const parts = text.split(".")
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)
}

export function isIpv6(text: string): boolean {
  if (!/^[0-9a-f:.]{2,45}$/i.test(text) || !text.includes(":")) return false
  const [head = "", tail, ...more] = text.split("::")
  if (more.length > 0) return false
  const count = (part: string, isLast: boolean): number => {
    if (part === "") return 0
    const groups = part.split(":")
    return groups.reduce((sum, group, at) => {
      if (isLast && at === groups.length - 1 && isIpv4(group)) return sum + 2
      return /^[0-9a-f]{1,4}$/i.test(group) ? sum + 1 : Number.NaN
    }, 0)
  }
  const groups = count(head, tail === undefined) + count(tail ?? "", true)
  return tail === undefined ? groups === 8 : groups <= 7
}

/** The network that a pattern such as `10.20.*` stands for: `10.20.0.0/16`; null for any other pattern. */
export function wildcardNetwork(text: string): string | null {
  const parts = text.split(".")
  const fixed = parts.slice(0, -1)
  if (parts.at(-1) !== "*" || fixed.length < 1 || fixed.length > 3) return null
  const address = [...fixed, "0", "0", "0"].slice(0, 4).join(".")
  return isIpv4(address) ? `${address}/${fixed.length * 8}` : null
}
