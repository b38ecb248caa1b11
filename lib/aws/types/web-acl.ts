import { inBothScopes, NEXT_PAGE, scopeOf, wafv2 } from "@/lib/aws/services/wafv2"
import { defineType, flag, number, text, texts } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const webAcl = defineType({
  type: "web_acl",
  name: "Web ACLs",
  view: "web_acls",
  description: "Rules for web requests",
  category: "Security",
  icon: icons.shield,
  service: wafv2,
  list: inBothScopes("ListWebACLs", "WebACLs"),
  details: [
    { gone: /^WAFNonexistentItem/, operation: "GetWebACL", input: { ARN: "{ARN}" }, item: "WebACL", as: "Acl" },
  ],
  tags: {
    ...{ operation: "ListTagsForResource", input: { ResourceARN: "{ARN}" } },
    ...{ tags: "TagInfoForResource.TagList", next: NEXT_PAGE },
  },
  id: "Id",
  title: "Name",
  arn: "{ARN}",
  arnForm: "wafv2:*:*:(?:regional|global)/webacl/[^/]+/(?<id>[^/]+)",
  properties: {
    scope: text("ARN", { via: scopeOf }),
    default_action: text("Acl.DefaultAction", {
      via: ([action]) => Object.keys(action ?? {})[0]?.toLowerCase() ?? null,
    }),
    rules: texts("Acl.Rules[].Name"),
    capacity: number("Acl.Capacity"),
    firewall_manager: flag("Acl.ManagedByFirewallManager", { label: "Managed by Firewall Manager" }),
    description: text("Description"),
  },
  managedWhen: [{ property: "firewall_manager", is: [true] }],
  console: "/wafv2/homev2/web-acls?region={R}",
})
