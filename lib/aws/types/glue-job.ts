import { withoutSecrets } from "@/lib/aws/read/texts"
import { glue } from "@/lib/aws/services/glue"
import { defineType, number, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const glueJob = defineType({
  type: "glue_job",
  name: "Glue Jobs",
  view: "glue_jobs",
  description: "Jobs that transform data",
  category: "Analytics",
  icon: icons.turn,
  service: glue,
  list: {
    ...{ operation: "GetJobs", items: "Jobs", size: { member: "MaxResults", most: 1000, fewest: 1 } },
    // Arguments may be passwords.
    skipped: ["DefaultArguments", "NonOverridableArguments"],
  },
  tags: {
    ...{ index: "glue:job", made: "LastModifiedOn | CreatedOn", operation: "GetTags" },
    ...{ input: { ResourceArn: "arn:{P}:glue:{R}:{O}:job/{Name}" }, tags: "Tags" },
  },
  id: "Name",
  title: "Name",
  arn: "arn:{P}:glue:{R}:{O}:job/{Name}",
  birth: "CreatedOn",
  properties: {
    command: text("Command.Name", { label: "Kind" }),
    workers: number("NumberOfWorkers"),
    glue_version: text("GlueVersion"),
    worker_type: text("WorkerType"),
    script: text("Command.ScriptLocation", { via: ([address]) => withoutSecrets(address) }),
    python: text("Command.PythonVersion"),
    timeout_minutes: number("Timeout", { label: "Timeout in minutes" }),
    connections: texts("Connections.Connections[]"),
    role: text("Role", { to: { types: ["iam_role"] } }),
    modified_at: time("LastModifiedOn"),
    created_at: time("CreatedOn"),
  },
  console: "/gluestudio/home?region={R}#/editor/job/{id}/details",
})
