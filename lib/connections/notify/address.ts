import { lookup } from "node:dns/promises"
import { BlockList, isIP } from "node:net"

/** Networks that are not the public internet (IANA IPv4 and IPv6 Special-Purpose Address Registries). */
const PRIVATE = (
  "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 " +
  "192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 " +
  "::/128 ::1/128 64:ff9b::/96 64:ff9b:1::/48 100::/64 2001::/23 2001:db8::/32 2002::/16 3fff::/20 5f00::/16 " +
  "fc00::/7 fe80::/10 fec0::/10 ff00::/8"
).split(" ")

/** Where clouds tell a machine its own secrets (EC2, ECS and EKS; Azure; Alibaba). No setting opens these. */
const METADATA = (
  "169.254.169.254/32 169.254.170.2/32 169.254.170.23/32 168.63.129.16/32 100.100.100.200/32 " +
  "fd00:ec2::254/128 fd00:ec2::23/128"
).split(" ")

export interface Address {
  address: string
  family: 4 | 6
}

/** Finds the addresses of a name. */
export type Resolve = (host: string) => Promise<Address[]>

export const resolveName: Resolve = async (host) =>
  (await lookup(host, { all: true, verbatim: true })).map(({ address, family }) => ({
    address,
    family: family === 6 ? 6 : 4,
  }))

/** Why a webhook may not be sent somewhere. The message is for the delivery log. */
export class RefusedAddress extends Error {}

/** A host without the brackets of an IPv6 address. */
export const bareHost = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, "")

const privateNetworks = toList(PRIVATE)
const metadataNetworks = toList(METADATA)

/**
 * Finds the one address that a webhook is sent to. Every address of the name is checked, and the connection is then made
 * to the very address that was: a name that answers differently the next time gains nothing.
 * @param allowed networks that the operator has opened; unencrypted requests may go only there.
 * @throws RefusedAddress for a private, loopback, link-local or metadata address, however it is written.
 */
export async function checkedAddress(
  url: URL,
  allowed: readonly string[],
  resolve: Resolve = resolveName,
): Promise<Address> {
  const host = bareHost(url)
  const version = isIP(host)
  const addresses: Address[] = version === 0 ? await resolve(host) : [{ address: host, family: version === 6 ? 6 : 4 }]
  const opened = toList(allowed)
  for (const one of addresses) {
    if (isIn(metadataNetworks, one)) throw new RefusedAddress(`${host} is the address of a cloud's metadata.`)
    if (isIn(opened, one)) continue
    if (isIn(privateNetworks, one))
      throw new RefusedAddress(`${host} is in a private network. WEBHOOK_ALLOWED_CIDRS can open it.`)
    if (url.protocol !== "https:") throw new RefusedAddress(`${host} is in a public network. Use https.`)
  }
  const [first] = addresses
  if (!first) throw new RefusedAddress(`${host} has no address.`)
  return first
}

function toList(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = "", bits = ""] = network.split("/")
    list.addSubnet(address, Number(bits), isIP(address) === 6 ? "ipv6" : "ipv4")
  }
  return list
}

const MAPPED = /^::ffff:(?:([\d.]+)|([0-9a-f]{1,4}):([0-9a-f]{1,4}))$/i

/** An IPv4 address that is written as an IPv6 one is checked as what it is. */
function isIn(list: BlockList, { address, family }: Address): boolean {
  const [, dotted, high, low] = MAPPED.exec(address) ?? []
  if (dotted) return list.check(dotted, "ipv4")
  if (high !== undefined && low !== undefined) {
    const bytes = [high, low].flatMap((part) => [Number.parseInt(part, 16) >> 8, Number.parseInt(part, 16) & 255])
    return list.check(bytes.join("."), "ipv4")
  }
  return list.check(address, family === 6 ? "ipv6" : "ipv4")
}
