import { lookup } from "node:dns/promises"
import { isNamed } from "@/lib/aws/read/gone"

/**
 * The answers of services that are not offered in a region, or that an account has not signed up for (Smithy's JSON
 * protocols; AWS General Reference, "Common errors").
 */
const NOT_OFFERED = /^(UnknownOperationException|SubscriptionRequiredException|OptInRequired):/

/**
 * Whether an error means that the service is not offered in this region, or not switched on in this account: it says so,
 * or its host name does not exist there, but the same host exists in the home region, so the network and its name server
 * work.
 * @param absence what the service says beside that, as `code: message`; null if it never says it.
 * @param resolve asks the name server; throws if the name does not exist.
 */
export async function isServiceAbsent(
  error: unknown,
  region: string,
  homeRegion: string,
  absence: RegExp | null = null,
  resolve: (host: string) => Promise<unknown> = lookup,
): Promise<boolean> {
  if (absence && (isNamed(error, NOT_OFFERED) || isNamed(error, absence))) return true
  const { code, hostname } = (error ?? {}) as { code?: unknown; hostname?: unknown }
  if (code !== "ENOTFOUND" || typeof hostname !== "string" || region === homeRegion || !hostname.includes(region))
    return false
  return resolve(hostname.replace(region, homeRegion)).then(
    () => true,
    () => false,
  )
}
