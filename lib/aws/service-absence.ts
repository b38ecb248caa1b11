import { lookup } from "node:dns/promises"

/**
 * Whether an error means that the service is not offered in this region: its host name does not exist there, but the
 * same host exists in the home region, so the network and its name server work.
 * @param resolve asks the name server; throws if the name does not exist.
 */
export async function isServiceAbsent(
  error: unknown,
  region: string,
  homeRegion: string,
  resolve: (host: string) => Promise<unknown> = lookup,
): Promise<boolean> {
  const { code, hostname } = (error ?? {}) as { code?: unknown; hostname?: unknown }
  if (code !== "ENOTFOUND" || typeof hostname !== "string" || region === homeRegion || !hostname.includes(region))
    return false
  return resolve(hostname.replace(region, homeRegion)).then(
    () => true,
    () => false,
  )
}
