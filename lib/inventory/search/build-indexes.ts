import { sql } from "drizzle-orm"
import { type Db, postgresError } from "@/lib/db/client"
import { describeError } from "@/lib/errors"

/** The name, or the id where there is none, as the list sorts by it. The index and every query write it alike. */
export const NAME_KEY = `coalesce(lower(name), lower(resource_id)) collate "C"`

/** Removed resources are asked for seldom, so what paging walks leaves them out. */
const PRESENT = "where removed_at is null"
/** New entries are put on a list and merged 64 MB at a time: a page is stored in a fraction of the time. */
const LISTED = "with (gin_pending_list_limit = 65536)"

/** Each index with what it serves; the figures behind them are in BENCHMARKS.md. */
const indexes = {
  // The first page, and every further one, by name.
  resources_name_idx: `on resources ((${NAME_KEY}), id) ${PRESENT}`,
  // By time. The id is left out: resources of one page share their moment, and equal keys are stored once.
  resources_last_changed_at_idx: `on resources (last_changed_at) ${PRESENT}`,
  resources_first_seen_at_idx: `on resources (first_seen_at) ${PRESENT}`,
  // Rare combinations of type, region, account and status.
  resources_place_idx: `on resources (type, region, account_id, status) ${PRESENT}`,
  // Which types, regions and statuses there are.
  slice_counts_type_idx: "on slice_counts (type)",
  slice_counts_region_idx: "on slice_counts (region)",
  slice_counts_status_idx: "on slice_counts (status)",
  resources_removed_at_idx: "on resources (removed_at) where removed_at is not null",
  // What a scan found new, changed or gone.
  resource_changes_scan_id_idx: "on resource_changes (scan_id)",
  // The newest changes, and those between two moments without reading the rows.
  resource_changes_at_idx: "on resource_changes (at, id) include (resource_id, kind)",
  // The newest of the rarer kinds.
  resource_changes_kind_idx: "on resource_changes (kind, at, id) where kind <> 'changed'",
  // Versions by name, by the change that began them, by the change that ended them, and by their tags.
  resource_versions_name_idx: `on resource_versions ((${NAME_KEY}), id) ${PRESENT}`,
  resource_versions_changed_idx: `on resource_versions (last_changed_at) ${PRESENT}`,
  resource_versions_until_idx: "on resource_versions (until)",
  resource_versions_terms_idx: `on resource_versions using gin (terms) ${LISTED}`,
  // When slices could not be read.
  scan_slices_unread_idx: "on scan_slices (ended_at) where state = 'failed' or not is_list_whole",
  // How fresh a slice was at a moment.
  scan_slices_fresh_idx: "on scan_slices (account_id, type, region, ended_at)",
  // What a worker of the version before rules wrote (lib/inventory/search/rules.ts).
  resource_search_unmarked_idx: "on resource_search (id) where rules is null",
  resource_versions_unmarked_idx: "on resource_versions (id) where rules is null",
  resource_search_terms_idx: `on resource_search using gin (terms) ${LISTED}`,
} as const

/** The indexes for words. Without pg_trgm, the search reads the narrow table instead. */
const trigramIndexes = {
  resource_search_words_idx: `on resource_search using gin (search gin_trgm_ops) ${LISTED}`,
  search_terms_words_idx: "on search_terms using gin (text gin_trgm_ops)",
} as const

/**
 * Makes the indexes that are missing, while the product of an earlier version runs on. One that was left unfinished by a
 * kill is made anew.
 */
export async function buildIndexes(db: Db): Promise<void> {
  await buildAll(db, indexes)
  if (await createTrigrams(db)) await buildAll(db, trigramIndexes)
}

async function buildAll(db: Db, wanted: Readonly<Record<string, string>>): Promise<void> {
  const [table] = await db.execute<{ empty: boolean }>(sql`select not exists (select from resources) as empty`)
  for (const [name, definition] of Object.entries(wanted)) {
    const [known] = await db.execute<{ valid: boolean }>(
      sql`select indisvalid as valid from pg_index where indexrelid = to_regclass(${name})`,
    )
    if (known?.valid) continue
    if (known) await db.execute(sql.raw(`drop index ${name}`))
    if (!table?.empty) console.log(`Making the index ${name}, which may take minutes on a large database.`)
    await db.execute(sql.raw(`create index ${table?.empty ? "" : "concurrently"} ${name} ${definition}`))
  }
}

/** Names of our own constants, as every name above: nothing that a person sends reaches these statements. */
async function createTrigrams(db: Db): Promise<boolean> {
  try {
    await db.execute(sql`create extension if not exists pg_trgm`)
    return true
  } catch (error) {
    // 42501: not allowed to; 0A000, 58P01: not installed. Anything else is no answer to the question.
    if (!["42501", "0A000", "58P01"].includes(postgresError(error).code ?? "")) throw error
    console.error(
      `Search is slower, because the database has no pg_trgm (${describeError(error)}). ` +
        "Install PostgreSQL's contrib package, or let its administrator run: create extension pg_trgm",
    )
    return false
  }
}

/** Whether words are looked for with an index. */
export async function hasTrigrams(db: Pick<Db, "execute">): Promise<boolean> {
  const [row] = await db.execute<{ has: boolean }>(
    sql`select to_regclass('resource_search_words_idx') is not null as has`,
  )
  return row?.has ?? false
}

const MERGED = [...Object.entries(indexes), ...Object.entries(trigramIndexes)].flatMap(([name, definition]) =>
  definition.includes(LISTED) ? [name] : [],
)

/** Merges what writers put on the lists of the search indexes, so that no query has to read it. */
export async function mergeSearchIndexes(db: Pick<Db, "execute">): Promise<void> {
  for (const name of MERGED) {
    await db.execute(sql`select gin_clean_pending_list(oid::regclass) from pg_class where oid = to_regclass(${name})`)
  }
}
