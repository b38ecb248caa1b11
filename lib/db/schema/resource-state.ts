import { jsonb, text } from "drizzle-orm/pg-core"

/** What a resource is and was: the columns that `resources` and `resource_versions` share. */
export const resourceState = () => ({
  accountId: text().notNull(),
  region: text().notNull(),
  type: text().notNull(),
  resourceId: text().notNull(),
  /** Not unique: a VPC shared between two scanned accounts has one ARN. */
  arn: text(),
  name: text(),
  status: text(),
  vpcId: text(),
  subnetId: text(),
  privateIp: text(),
  publicIp: text(),
  /** Null if they could never be read. */
  tags: jsonb().$type<Record<string, string>>(),
  typeSpecificProperties: jsonb().$type<Record<string, unknown>>().notNull(),
})
