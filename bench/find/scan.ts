import type { Ctx } from "@/lib/context"
import { openDb } from "@/lib/db/client"
import { median, times } from "./product"

/** The time of `select count(*)` that reads every row of `resources`, in milliseconds: no index may answer it. */
export async function scan(ctx: Ctx, where: string): Promise<number> {
  const db = openDb(ctx.config, { maxConnections: 1 })
  for (const way of ["indexscan", "indexonlyscan", "bitmapscan"]) await db.$client.unsafe(`set enable_${way} = off`)
  const taken = await times(3, () => db.$client.unsafe(`select count(*) from resources where ${where}`))
  await db.$client.end()
  return median(taken)
}

/** The condition that a word is anywhere in what a resource is called. */
export const anywhere = (text: string) => {
  const like = `'%${text}%'`
  return `name ilike ${like} or resource_id ilike ${like} or arn ilike ${like} or private_ip like ${like} or public_ip like ${like} or tags::text ilike ${like}`
}
