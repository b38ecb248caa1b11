import { sql } from "drizzle-orm"
import { bigint, customType, index, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core"

const inet = customType<{ data: string }>({ dataType: () => "inet" })
/**
 * What a resource is found by: a narrow table beside `resources`, so that its indexes cost writers little. No foreign
 * key, which would be checked for each row: the trigger that counts a deleted resource deletes what describes it.
 */
export const resourceSearch = pgTable("resource_search", {
  id: uuid().primaryKey(),
  /** Name, id, rest of the ARN and addresses, folded, with a mark before each (lib/query/fold.ts). */
  search: text().notNull(),
  /** Ids of what it shares with others: its tags and their keys, the head of its ARN, exact values of properties. */
  terms: bigint({ mode: "bigint" }).array().notNull(),
  /** The rules of the type that made it (lib/inventory/search/rules.ts); null from a writer that knows no rules. */
  rules: integer(),
})

/**
 * The rules by which rows of a type may have been described. Writers hold their row while they store, so that it can only
 * be deleted when no row of these rules is left.
 */
export const searchRules = pgTable("search_rules", { type: text().notNull(), rules: integer().notNull() }, (t) => [
  primaryKey({ columns: [t.type, t.rules] }),
])

/** The texts of the shared terms in which words are looked for: each tag and each ARN's head, once. */
export const searchTerms = pgTable(
  "search_terms",
  {
    /** Derived from the content (lib/query/term-ids.ts). */
    id: bigint({ mode: "bigint" }).primaryKey(),
    kind: text({ enum: ["tag", "arn"] }).notNull(),
    /** A tag's key; an ARN's head. */
    key: text().notNull(),
    value: text().notNull(),
    /** `key=value`, or the head, folded. */
    text: text().notNull(),
  },
  (t) => [index("search_terms_key_idx").on(t.key).where(sql`${t.kind} = 'tag'`)],
)

/** The addresses of a resource, and its networks. */
export const resourceAddresses = pgTable(
  "resource_addresses",
  { resourceId: uuid().notNull(), address: inet().notNull() },
  (t) => [
    primaryKey({ columns: [t.resourceId, t.address] }),
    index("resource_addresses_address_idx").using("gist", t.address.op("inet_ops")),
  ],
)

const slice = { accountId: text().notNull(), type: text().notNull(), sliceRegion: text().notNull() }

/** How many resources there are (without removed ones). A trigger on `resources` keeps it in the same transaction. */
export const sliceCounts = pgTable(
  "slice_counts",
  {
    ...slice,
    region: text().notNull(),
    /** Empty for none. */
    status: text().notNull(),
    count: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.type, t.sliceRegion, t.region, t.status] })],
)

/** How many resources have a tag with this key. Kept like `slice_counts`. */
export const tagKeyCounts = pgTable(
  "tag_key_counts",
  { ...slice, key: text().notNull(), count: integer().notNull() },
  (t) => [primaryKey({ columns: [t.accountId, t.type, t.sliceRegion, t.key] })],
)
