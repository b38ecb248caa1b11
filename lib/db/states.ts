/** The states of scans, slices and connections, in a separate file that the browser can load without the database. */

export const scanStates = ["queued", "running", "success", "partial", "failed", "cancelled"] as const
export const sliceStates = ["waiting", "running", "done", "partial", "failed", "cancelled"] as const
export type ScanState = (typeof scanStates)[number]
export type SliceState = (typeof sliceStates)[number]

/** The states of scans and slices that have not ended. */
export const openScanStates = ["queued", "running"] as const satisfies readonly ScanState[]
export const openSliceStates = ["waiting", "running"] as const satisfies readonly SliceState[]

/** Whether the scan has not ended. */
export const isOpenScan = ({ state }: { state: ScanState }): boolean =>
  (openScanStates as readonly string[]).includes(state)

/** Whether the slice has not ended. */
export const isOpenSlice = ({ state }: { state: SliceState }): boolean =>
  (openSliceStates as readonly string[]).includes(state)

export const connectionKinds = ["role", "keys", "ambient"] as const
export type ConnectionKind = (typeof connectionKinds)[number]

/** Which accounts of an organisation are scanned: all, those of some OUs, or those that a person chose. */
export const memberScopes = ["all", "ous", "chosen"] as const
export const overlapPolicies = ["skip", "buffer_one"] as const
export const discoveryStates = ["queued", "running", "success", "partial", "failed"] as const
export const webhookKinds = ["standard", "slack"] as const
export const webhookEvents = ["scan.failed", "scan.partial", "connection.failing", "view.matched"] as const
export type WebhookEvent = (typeof webhookEvents)[number]
export const deliveryStates = ["pending", "delivered", "failed"] as const
