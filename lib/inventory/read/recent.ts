import type { Ctx } from "@/lib/context"
import { accountsOf } from "@/lib/inventory/read/scope"

/** Pages may be this old in what they say of the whole inventory. */
const KEPT_MS = 250
const MOST_KEPT = 500

const kept = new Map<string, { at: number; value: Promise<unknown> }>()

/**
 * What was computed a moment ago for the same question and the same accounts: fifty people who look at one page
 * ask the database once. Only for pages; REST always asks.
 * @param name the question, with all of its parameters.
 */
export function recently<T>(ctx: Ctx, name: string, load: () => Promise<T>): Promise<T> {
  const key = JSON.stringify([ctx.config.databaseUrl, accountsOf(ctx) ?? null, name])
  const known = kept.get(key)
  if (known && Date.now() - known.at < KEPT_MS) return known.value as Promise<T>
  if (kept.size >= MOST_KEPT) kept.clear()
  const value = load()
  kept.set(key, { at: Date.now(), value })
  value.catch(() => kept.delete(key))
  return value
}
