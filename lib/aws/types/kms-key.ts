import { kms } from "@/lib/aws/services/kms"
import { defineType, flag, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

/** AWS's own keys refuse these calls to everybody. */
const OWN = { path: "Key.KeyManager", is: ["CUSTOMER"] }

export const kmsKey = defineType({
  type: "kms_key",
  name: "KMS Keys",
  view: "kms_keys",
  description: "Keys that encrypt what others store",
  category: "Security",
  icon: icons.key,
  service: kms,
  list: { operation: "ListKeys", items: "Keys", size: { member: "Limit", most: 1000, fewest: 1 } },
  join: {
    ...{ operation: "ListAliases", items: "Aliases", size: { member: "Limit", most: 100, fewest: 1 } },
    ...{ key: "TargetKeyId", id: "KeyId", as: "Aliases" },
  },
  details: [
    {
      gone: /^NotFoundException/,
      operation: "DescribeKey",
      input: { KeyId: "{KeyId}" },
      item: "KeyMetadata",
      as: "Key",
    },
    {
      ...{ operation: "GetKeyRotationStatus", input: { KeyId: "{KeyId}" }, as: "Rotation", when: OWN },
      // Asymmetric keys, imported material, and keys that wait to be deleted.
      none: /UnsupportedOperation|KMSInvalidState/,
    },
  ],
  tags: {
    ...{ index: "kms:key", made: "Key.CreationDate", when: OWN },
    ...{ operation: "ListResourceTags", input: { KeyId: "{KeyId}" }, tags: "Tags" },
  },
  id: "KeyId",
  title: "Aliases[].AliasName | Key.Description",
  arn: "{KeyArn}",
  arnForm: "kms:*:*:key/(?<id>.+)",
  alsoCalled: { property: "aliases", pattern: /(?:^|:)(alias\/.+)$/ },
  status: "Key.KeyState",
  properties: {
    aliases: texts("Aliases[].AliasName"),
    rotation: flag("Rotation.KeyRotationEnabled"),
    manager: text("Key.KeyManager", { isIndexed: true }),
    spec: text("Key.KeySpec"),
    usage: text("Key.KeyUsage"),
    origin: text("Key.Origin"),
    multi_region: flag("Key.MultiRegion"),
    description: text("Key.Description"),
    deletion_date: time("Key.DeletionDate"),
    created_at: time("Key.CreationDate"),
  },
  managedWhen: [{ property: "manager", is: ["AWS"] }],
  console: "/kms/home?region={R}#/kms/keys/{id}",
})
