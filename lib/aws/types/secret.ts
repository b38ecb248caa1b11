import { secretsManager } from "@/lib/aws/services/secrets-manager"
import { defineType, flag, number, text, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const secret = defineType({
  type: "secret",
  name: "Secrets",
  view: "secrets",
  description: "Passwords and keys in Secrets Manager, without their values",
  category: "Security",
  icon: icons.lock,
  service: secretsManager,
  list: { operation: "ListSecrets", items: "SecretList", size: { member: "MaxResults", most: 100, fewest: 1 } },
  tags: "Tags",
  id: "Name",
  title: "Name",
  arn: "{ARN}",
  arnForm: "secretsmanager:*:*:secret:(?<id>[^:]+)-[A-Za-z0-9]{6}",
  birth: "ARN",
  properties: {
    last_rotated: time("LastRotatedDate"),
    rotation: flag("RotationEnabled", { otherwise: false }),
    owning_service: text("OwningService"),
    rotation_days: number("RotationRules.AutomaticallyAfterDays", { unit: "days" }),
    last_changed: time("LastChangedDate"),
    last_accessed: time("LastAccessedDate", { isVolatile: true }),
    description: text("Description"),
    primary_region: text("PrimaryRegion"),
    kms_key: text("KmsKeyId", { label: "KMS key", isReference: true }),
    rotation_function: text("RotationLambdaARN", { isReference: true }),
    created_at: time("CreatedDate"),
  },
  managedWhen: [{ property: "owning_service" }],
  console: "/secretsmanager/secret?name={id}&region={R}",
})
