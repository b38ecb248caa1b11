import { boolean, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core"
import { time } from "@/lib/db/schema/columns"
import { users } from "./users"

/** A saved query with its columns and order. A trigger deletes a person's private views with the person. */
export const savedViews = pgTable("saved_views", {
  id: uuid().primaryKey().defaultRandom(),
  name: text().notNull(),
  q: text().notNull(),
  /** The columns from left to right; null for the default ones. */
  columns: jsonb().$type<string[] | null>(),
  sort: text().notNull(),
  /** The moment that it shows; null for now. */
  asOf: time(),
  isShared: boolean().notNull().default(false),
  /** Null for a shared view whose owner was deleted, and for one that a token made. */
  ownerId: uuid().references(() => users.id, { onDelete: "set null" }),
  createdAt: time().notNull().defaultNow(),
  updatedAt: time().notNull().defaultNow(),
})

/** How a person likes the inventory. */
export const userPreferences = pgTable("user_preferences", {
  userId: uuid()
    .primaryKey()
    .references(() => users.id, { onDelete: "cascade" }),
  defaultViewId: uuid().references(() => savedViews.id, { onDelete: "set null" }),
  /** The keys of the tags that have a facet. */
  pinnedTags: text().array().notNull().default([]),
})
