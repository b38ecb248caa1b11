import { iam } from "@/lib/aws/services/iam"
import { defineType, text, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const iamAccessKey = defineType({
  type: "iam_access_key",
  name: "Access Keys",
  view: "iam_access_keys",
  description: "Keys of users that do not expire",
  category: "Security",
  icon: icons.key,
  service: iam,
  scope: "global",
  parent: {
    ...{ operation: "ListUsers", items: "Users", size: { member: "MaxItems", most: 1000, fewest: 1 } },
    ...{ title: "UserName", gone: /^NoSuchEntity/ },
  },
  list: {
    ...{ operation: "ListAccessKeys", items: "AccessKeyMetadata", input: { UserName: "{parent.UserName}" } },
    size: { member: "MaxItems", most: 1000, fewest: 1 },
  },
  details: [
    {
      ...{ operation: "GetAccessKeyLastUsed", input: { AccessKeyId: "{AccessKeyId}" } },
      ...{ item: "AccessKeyLastUsed", as: "Used" },
    },
  ],
  tags: null,
  id: "AccessKeyId",
  title: "AccessKeyId",
  arn: null,
  status: "Status",
  properties: {
    iam_user: text("UserName", { label: "User", to: { types: ["iam_user"] } }),
    created_at: time("CreateDate"),
    last_used: time("Used.LastUsedDate", { isVolatile: true }),
    last_used_service: text("Used.ServiceName", { isVolatile: true, except: ["N/A"] }),
    last_used_region: text("Used.Region", { isVolatile: true, except: ["N/A"] }),
  },
  console: "/iam/home#/users",
})
