import { glue } from "@/lib/aws/services/glue"
import { defineType, text, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

/** Of the account's own catalog; Lake Formation leaves out what the identity may not see. */
export const glueDatabase = defineType({
  type: "glue_database",
  name: "Glue Databases",
  view: "glue_databases",
  description: "Databases of the data catalog",
  category: "Analytics",
  icon: icons.catalog,
  service: glue,
  list: { operation: "GetDatabases", items: "DatabaseList", size: { member: "MaxResults", most: 100, fewest: 1 } },
  tags: {
    ...{ index: "glue:database", made: "CreateTime", operation: "GetTags" },
    ...{ input: { ResourceArn: "arn:{P}:glue:{R}:{O}:database/{Name}" }, tags: "Tags" },
  },
  id: "Name",
  title: "Name",
  arn: "arn:{P}:glue:{R}:{O}:database/{Name}",
  birth: "CreateTime",
  properties: {
    location: text("LocationUri"),
    shared_from: text("TargetDatabase.CatalogId", { label: "Shared from account" }),
    shared_database: text("TargetDatabase.DatabaseName"),
    description: text("Description"),
    catalog: text("CatalogId"),
    created_at: time("CreateTime"),
  },
  console: "/glue/home?region={R}#/v2/data-catalog/databases/view/{id}",
})
