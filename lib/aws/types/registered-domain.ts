import { domains } from "@/lib/aws/services/domains"
import { defineType, flag, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const registeredDomain = defineType({
  type: "registered_domain",
  name: "Registered Domains",
  view: "registered_domains",
  description: "Domains that are paid for by the year",
  category: "Networking",
  icon: icons.globe,
  service: domains,
  scope: "global",
  // What more AWS says of a domain is data of people.
  list: { operation: "ListDomains", items: "Domains", size: { member: "MaxItems", most: 100, fewest: 1 } },
  tags: { operation: "ListTagsForDomain", input: { DomainName: "{DomainName}" }, tags: "TagList" },
  id: "DomainName",
  title: "DomainName",
  arn: null,
  properties: {
    expires_at: time("Expiry", { label: "Expires" }),
    auto_renew: flag("AutoRenew", { label: "Renews by itself" }),
    transfer_lock: flag("TransferLock"),
  },
  console: "/route53/domains/home#/DomainDetails/{id}",
})
