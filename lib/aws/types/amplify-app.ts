import { withoutSecrets } from "@/lib/aws/read/texts"
import { amplify } from "@/lib/aws/services/amplify"
import { defineType, flag, text, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const amplifyApp = defineType({
  type: "amplify_app",
  name: "Amplify Apps",
  view: "amplify_apps",
  description: "Web sites from a repository",
  category: "Developer",
  icon: icons.stack,
  service: amplify,
  list: {
    ...{ operation: "ListApps", items: "apps", size: { member: "maxResults", most: 100, fewest: 1 } },
    // Passwords and other secrets.
    skipped: ["environmentVariables", "basicAuthCredentials", "autoBranchCreationConfig", "buildSpec", "customHeaders"],
  },
  tags: "tags",
  id: "appId",
  title: "name",
  arn: "{appArn}",
  arnForm: "amplify:*:*:apps/(?<id>[^/]+)",
  properties: {
    platform: text("platform"),
    domain: text("defaultDomain"),
    branch: text("productionBranch.branchName", { label: "Production branch" }),
    repository: text("repository", { via: ([address]) => withoutSecrets(address) }),
    password: flag("enableBasicAuth", { label: "Behind a password" }),
    description: text("description"),
    role: text("iamServiceRoleArn", { isReference: true }),
    modified_at: time("updateTime"),
    created_at: time("createTime"),
  },
  console: "/amplify/apps/{id}/overview?region={R}",
})
