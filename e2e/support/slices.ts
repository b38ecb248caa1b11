import { randomUUID } from "node:crypto"
import type { FoundResource } from "@/lib/aws/resource"
import type { Ctx } from "@/lib/context"
import { scanSlices, scans } from "@/lib/db/schema"
import { type Row, toRows } from "@/lib/inventory/write/digest"
import type { HeldSlice } from "@/lib/inventory/write/held-slice"
import { writeRows } from "@/lib/inventory/write/write-rows"
import { closeSlice } from "@/lib/scans/run/close-slice"

const ACCOUNT = "123456789012"
const REGION = "us-east-1"

/** A running scan with one slice that this test holds, as a worker would. */
export async function holdSlice({ db }: Ctx, type: string, volatile: readonly string[] = []): Promise<HeldSlice> {
  const scanId = randomUUID()
  const asked = { requestedBy: "tester", homeRegion: REGION, resourceTypes: [type], regions: [REGION] }
  await db.insert(scans).values({ ...asked, id: scanId, state: "running", accountId: ACCOUNT })
  const place = { accountId: ACCOUNT, type, region: REGION }
  const [slice] = await db
    .insert(scanSlices)
    .values({ ...place, scanId, state: "running", attempt: 1, startedAt: new Date() })
    .returning({ id: scanSlices.id })
  const sealedProperty = type === "lambda" ? "environment" : null
  const compared = { volatile, learned: {}, revision: 1, sealedProperty }
  return { ...place, ...compared, id: slice?.id ?? "", attempt: 1, scanId, isBlank: false }
}

/** A resource that has only an id, and the fields in `more`. */
export const found = (resourceId: string, more: Partial<FoundResource> = {}): FoundResource => ({
  region: REGION,
  resourceId,
  arn: null,
  name: null,
  status: null,
  vpcId: null,
  subnetId: null,
  privateIp: null,
  publicIp: null,
  tags: {},
  properties: {},
  ...more,
})

/** Stores a page as a worker does. */
export async function storePage(
  { db, config }: Ctx,
  slice: HeldSlice,
  page: readonly FoundResource[],
  isBlank = false,
): Promise<Row[]> {
  const rows = toRows(slice, page, config)
  await writeRows(db, { ...slice, isBlank }, rows, { calls: 0, retries: 0 }, config)
  return rows
}

/** Stores all pages of a slice and closes it. */
export async function storeSlice(
  ctx: Ctx,
  type: string,
  pages: readonly (readonly FoundResource[])[],
  volatile: readonly string[] = [],
): Promise<HeldSlice> {
  const slice = await holdSlice(ctx, type, volatile)
  const seen = new Set<string>()
  for (const page of pages) for (const { id } of await storePage(ctx, slice, page)) seen.add(id)
  await closeSlice(ctx.db, slice, { kind: "complete", warning: null }, seen, { calls: 0, retries: 0 })
  return slice
}
