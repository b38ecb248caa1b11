import { glue } from "@/lib/aws/services/glue"
import { defineType, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const glueCrawler = defineType({
  type: "glue_crawler",
  name: "Glue Crawlers",
  view: "glue_crawlers",
  description: "What looks for tables",
  category: "Analytics",
  icon: icons.query,
  service: glue,
  list: { operation: "GetCrawlers", items: "Crawlers", size: { member: "MaxResults", most: 1000, fewest: 1 } },
  tags: {
    ...{ index: "glue:crawler", made: "LastUpdated | CreationTime", operation: "GetTags" },
    ...{ input: { ResourceArn: "arn:{P}:glue:{R}:{O}:crawler/{Name}" }, tags: "Tags" },
  },
  id: "Name",
  title: "Name",
  arn: "arn:{P}:glue:{R}:{O}:crawler/{Name}",
  birth: "CreationTime",
  status: "State",
  passing: ["RUNNING", "STOPPING"],
  properties: {
    database: text("DatabaseName", { to: { types: ["glue_database"] } }),
    schedule: text("Schedule.ScheduleExpression"),
    last_crawl: text("LastCrawl.Status", { isVolatile: true }),
    paths: texts("Targets.S3Targets[].Path & Targets.CatalogTargets[].DatabaseName", { label: "Looks at" }),
    last_crawl_at: time("LastCrawl.StartTime", { isVolatile: true }),
    role: text("Role", { to: { types: ["iam_role"] } }),
    description: text("Description"),
    modified_at: time("LastUpdated"),
    created_at: time("CreationTime"),
  },
  console: "/glue/home?region={R}#/v2/data-catalog/crawlers/view/{id}",
})
