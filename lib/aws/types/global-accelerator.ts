import { globalAccelerator } from "@/lib/aws/services/global-accelerator"
import { defineType, flag, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const globalAcceleratorType = defineType({
  type: "global_accelerator",
  name: "Global Accelerators",
  view: "global_accelerators",
  description: "Fixed addresses for several regions",
  category: "Networking",
  icon: icons.globe,
  service: globalAccelerator,
  scope: "global",
  list: { operation: "ListAccelerators", items: "Accelerators", size: { member: "MaxResults", most: 100, fewest: 1 } },
  tags: {
    ...{ index: "globalaccelerator:accelerator", made: "LastModifiedTime | CreatedTime" },
    ...{ operation: "ListTagsForResource", input: { ResourceArn: "{AcceleratorArn}" }, tags: "Tags" },
    gone: /^AcceleratorNotFoundException/,
  },
  id: "AcceleratorArn!/",
  title: "Name",
  arn: "{AcceleratorArn}",
  arnForm: "globalaccelerator::*:accelerator/(?<id>[^/]+)",
  status: "Status",
  passing: ["IN_PROGRESS"],
  properties: {
    enabled: flag("Enabled"),
    static_addresses: texts("IpSets[].IpAddresses[]", { label: "Addresses", isAddress: true, isPublicAddress: true }),
    dns_name: text("DnsName", { label: "DNS name" }),
    dual_stack_name: text("DualStackDnsName", { label: "DNS name with IPv6" }),
    ip_address_type: text("IpAddressType", { label: "IP address type" }),
    modified_at: time("LastModifiedTime"),
    created_at: time("CreatedTime"),
  },
  console: "/globalaccelerator/home#AcceleratorDetails:AcceleratorArn={arn}",
})
