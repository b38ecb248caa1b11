import { route53 } from "@/lib/aws/services/route-53"
import { defineType, flag, number, text, texts } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

const ALIAS = "AliasTarget.DNSName@dns"

export const route53Record = defineType({
  type: "route53_record",
  name: "DNS Records",
  view: "route53_records",
  description: "What the names of a hosted zone lead to",
  category: "Networking",
  icon: icons.globe,
  service: route53,
  isCostly: true,
  scope: "global",
  parent: {
    ...{ operation: "ListHostedZones", items: "HostedZones", size: { member: "MaxItems", most: 100, fewest: 1 } },
    ...{ title: "Name", gone: /^NoSuchHostedZone/ },
  },
  list: {
    ...{ operation: "ListResourceRecordSets", items: "ResourceRecordSets", input: { HostedZoneId: "{parent.Id!/}" } },
    size: { member: "MaxItems", most: 300, fewest: 1 },
    next: {
      ...{ member: "StartRecordName", from: "NextRecordName", while: "IsTruncated" },
      // Sets of one name, such as weighted ones, may stand on two pages.
      with: { StartRecordType: "NextRecordType", StartRecordIdentifier: "NextRecordIdentifier" },
    },
  },
  tags: null,
  id: "{parent.Id!/} {Name} {Type} {SetIdentifier?}",
  title: "Name@dns",
  arn: null,
  properties: {
    record_type: text("Type", { isIndexed: true }),
    values: texts("ResourceRecords[].Value", { isAddress: true }),
    alias: text(ALIAS, { via: ([host]) => String(host ?? "").replace(/^dualstack\./, "") || null }),
    ttl: number("TTL", { label: "TTL", unit: "seconds" }),
    zone: text("parent.Id!/", { to: { types: ["route53_zone"] } }),
    private: flag("parent.Config.PrivateZone"),
    set_identifier: text("SetIdentifier"),
    weight: number("Weight"),
    latency_region: text("Region"),
    failover: text("Failover"),
    country: text("GeoLocation.CountryCode"),
    checked_by: text("HealthCheckId", { label: "Health check", to: { types: ["route53_health_check"] } }),
  },
  console: "/route53/v2/hostedzones",
})
