import { ec2 } from "@/lib/aws/services/ec2"
import { defineType, text, time } from "@/lib/aws/types/contract"

export const keyPair = defineType({
  type: "key_pair",
  name: "Key Pairs",
  view: "key_pairs",
  description: "Public keys for signing in to servers",
  category: "Compute",
  icon: { color: "#a15c07", path: "M8 10a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM11 11l9-8M16 6l3 3" },
  service: ec2,
  list: { operation: "DescribeKeyPairs", items: "KeyPairs" },
  tags: "Tags",
  id: "KeyPairId",
  arn: "arn:{P}:ec2:{R}:{O}:key-pair/{KeyPairId}",
  title: "KeyName",
  properties: {
    key_type: text("KeyType", { isIndexed: true }),
    fingerprint: text("KeyFingerprint"),
    created_at: time("CreateTime", { label: "Created" }),
  },
  console: "/ec2/home?region={R}#KeyPairs:keyPairId={id}",
})
