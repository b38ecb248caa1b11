import { HttpsProxyAgent } from "https-proxy-agent"
import { getProxyForUrl } from "proxy-from-env"

const PROXY_VARIABLES = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"]

/** This machine itself: no proxy leads back to it. */
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/

/**
 * The proxy that requests to an address go through, by HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, also in small letters
 * (the convention that curl and others share).
 * @returns null if they go directly.
 */
export function proxyFor(url: URL): string | null {
  if (LOOPBACK.test(url.hostname)) return null
  return getProxyForUrl(url.href) || null
}

/** What is wrong with the proxies in the environment, in words that never repeat one: it may hold a password. */
export function wrongProxyIn(source: Record<string, string | undefined>): string | null {
  for (const name of PROXY_VARIABLES.flatMap((one) => [one, one.toLowerCase()])) {
    const value = source[name]
    if (value && !(URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)))
      return `${name} must be a URL such as http://proxy.example.com:3128`
  }
  return null
}

/** Leads connections through a proxy by CONNECT (RFC 9110, 9.3.6), whatever they carry. TLS ends at the far side. */
export const tunnelThrough = (proxy: string, options: { keepAlive?: boolean; maxSockets?: number } = {}) =>
  new HttpsProxyAgent(proxy, options)
