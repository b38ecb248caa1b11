import { lookup } from "node:dns/promises"

/**
 * Whether an error means that the service is not offered in this region: its host has no name there, while the same host of the
 * home region has one, so that the network and its name server are not what is missing.
 * @param resolve asks the name server; throws where there is no such name.
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
