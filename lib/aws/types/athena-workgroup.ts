import { athena } from "@/lib/aws/services/athena"
import { defineType, flag, number, text, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const athenaWorkgroup = defineType({
  type: "athena_workgroup",
  name: "Athena Workgroups",
  view: "athena_workgroups",
  description: "Settings and limits of queries",
  category: "Analytics",
  icon: icons.query,
  service: athena,
  list: {
    ...{ operation: "ListWorkGroups", items: "WorkGroups", size: { member: "MaxResults", most: 50, fewest: 1 } },
    next: { member: "NextToken", from: "NextToken" },
  },
  details: [
    {
      gone: /^InvalidRequestException: WorkGroup is not found/,
      ...{ operation: "GetWorkGroup", input: { WorkGroup: "{Name}" }, item: "WorkGroup.Configuration", as: "Config" },
    },
  ],
  tags: {
    ...{ index: "athena:workgroup", made: "CreationTime", operation: "ListTagsForResource" },
    ...{ input: { ResourceARN: "arn:{P}:athena:{R}:{O}:workgroup/{Name}" }, tags: "Tags" },
  },
  id: "Name",
  title: "Name",
  arn: "arn:{P}:athena:{R}:{O}:workgroup/{Name}",
  birth: "CreationTime",
  status: "State",
  properties: {
    output: text("Config.ResultConfiguration.OutputLocation"),
    scan_limit: number("Config.BytesScannedCutoffPerQuery", { unit: "bytes" }),
    engine_version: text("Config.EngineVersion.EffectiveEngineVersion"),
    encryption: text("Config.ResultConfiguration.EncryptionConfiguration.EncryptionOption"),
    enforced: flag("Config.EnforceWorkGroupConfiguration", { label: "Settings enforced" }),
    is_primary: flag("Name", { label: "Primary", via: ([name]) => name === "primary" }),
    description: text("Description"),
    role: text("Config.ExecutionRole", { isReference: true }),
    kms_key: text("Config.ResultConfiguration.EncryptionConfiguration.KmsKey", { label: "KMS key", isReference: true }),
    created_at: time("CreationTime"),
  },
  managedWhen: [{ property: "is_primary", is: [true] }],
  console: "/athena/home?region={R}#/workgroups/details/{id}",
})
