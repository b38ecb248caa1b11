import type { Ctx } from "@/lib/context"
import { openDb } from "@/lib/db/client"
import type { Figure } from "../figures"
import type { RunningProduct } from "./product"

const COLUMNS = "name,resource_id,arn,type,region,account_id,status,vpc_id,private_ip,tags,last_changed_at"

/** Exports everything, against COPY of the same columns through the same client, and the memory that it takes. */
export async function benchExport(ctx: Ctx, product: RunningProduct): Promise<Figure[]> {
  const reference = await copy(ctx)
  const figures: Figure[] = []
  for (const format of ["csv", "ndjson", "xlsx"] as const) {
    const { rate, memory } = await download(product, format, reference.rows)
    if (format !== "xlsx")
      figures.push({
        figure: `export of all as ${format}, against COPY`,
        value: rate,
        unit: "rows/s",
        reference: reference.rate,
        wanted: ">= 0.7",
      })
    const most = format === "xlsx" ? 200 : 150
    figures.push({
      figure: `export of all as ${format}: memory above idle`,
      value: memory / most,
      unit: `× ${most} MB`,
      reference: null,
      wanted: "<= 1",
    })
  }
  return figures
}

async function copy(ctx: Ctx): Promise<{ rows: number; rate: number }> {
  const db = openDb(ctx.config, { maxConnections: 1 })
  const [count] = await db.$client`select count(*)::int as rows from resources where removed_at is null`
  const startedAt = performance.now()
  const stream = await db.$client
    .unsafe(`copy (select ${COLUMNS} from resources where removed_at is null) to stdout (format csv)`)
    .readable()
  for await (const _ of stream);
  const rate = Number(count?.rows) / ((performance.now() - startedAt) / 1000)
  await db.$client.end()
  return { rows: Number(count?.rows), rate }
}

async function download(
  product: RunningProduct,
  format: string,
  rows: number,
): Promise<{ rate: number; memory: number }> {
  const idle = product.memory()
  let peak = idle
  const timer = setInterval(() => {
    peak = Math.max(peak, product.memory())
  }, 50)
  const startedAt = performance.now()
  let bytes = 0
  try {
    bytes = await read(product, format)
  } finally {
    clearInterval(timer)
  }
  if (bytes < rows) throw new Error(`export: only ${bytes} bytes`)
  return { rate: rows / ((performance.now() - startedAt) / 1000), memory: peak - idle }
}

async function read(product: RunningProduct, format: string): Promise<number> {
  const answer = await fetch(`${product.url}/api/aws/resources/export?format=${format}&columns=${COLUMNS}`, {
    headers: { cookie: product.cookie },
  })
  if (!answer.ok || !answer.body) throw new Error(`export: ${answer.status}`)
  let bytes = 0
  for await (const chunk of answer.body) bytes += chunk.byteLength
  return bytes
}
