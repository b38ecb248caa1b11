import { HttpsProxyAgent } from "https-proxy-agent"
import { getProxyForUrl } from "proxy-from-env"

const PROXY_VARIABLES = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"]

/** This machine itself: no proxy leads back to it. */
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/

/**
 * The proxy that requests to an address go through, by HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, also in small letters
 * (`proxy-from-env`: NO_PROXY takes names, and with a leading dot what is below them; no networks).
 * @returns null if they go directly.
 */
export function proxyFor(url: URL): string | null {
  if (LOOPBACK.test(url.hostname)) return null
  return getProxyForUrl(url.href) || null
}

function isProxy(text: string): boolean {
  try {
    const { protocol, username, password } = new URL(text)
    // A bare % in a password would fail each request.
    decodeURIComponent(username + password)
    return /^https?:$/.test(protocol)
  } catch {
    return false
  }
}

/** What is wrong with the proxies in the environment, in words that never repeat one: it may hold a password. */
export function wrongProxyIn(source: Record<string, string | undefined>): string | null {
  for (const name of PROXY_VARIABLES.flatMap((one) => [one, one.toLowerCase()])) {
    const value = source[name]
    if (value && !isProxy(value)) return `${name} must be a URL such as http://proxy.example.com:3128`
  }
  return null
}

/**
 * Leads connections through a proxy by CONNECT (RFC 9110, 9.3.6). TLS ends at the far side. Whether there is TLS is fixed: the
 * library would look for it in the stack, where it is not for a request that waited for a free connection.
 */
class Tunnel extends HttpsProxyAgent<string> {
  readonly #isSecure: boolean

  constructor(proxy: string, isSecure: boolean, options: TunnelOptions) {
    super(proxy, options)
    this.#isSecure = isSecure
  }

  override isSecureEndpoint(): boolean {
    return this.#isSecure
  }
}

interface TunnelOptions {
  keepAlive?: boolean
  maxSockets?: number
}

/** An agent for requests with TLS, or for those without. */
export const tunnelThrough = (proxy: string, isSecure: boolean, options: TunnelOptions = {}) =>
  new Tunnel(proxy, isSecure, options)
