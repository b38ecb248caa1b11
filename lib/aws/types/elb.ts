import { balancers, classicElb, elb as service } from "@/lib/aws/services/elb"
import { defineType, text, texts, time } from "@/lib/aws/types/contract"

const ADDRESSES = "AvailabilityZones[<ZoneName].LoadBalancerAddresses[]"
const PAGE = "/ec2/home?region={R}#LoadBalancer:loadBalancerArn="

const kind = {
  type: "elb",
  name: "Load Balancers",
  view: "load_balancers",
  description: "Traffic distribution",
  category: "Networking",
  icon: {
    color: "#7a3fc4",
    path: "M12 2a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM5 16a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM19 16a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM10.5 7.5l-4 9M13.5 7.5l4 9",
  },
  title: "LoadBalancerName",
} as const

/** DescribeTags refuses twenty for one that is gone. */
const TAGS = { operation: "DescribeTags", most: 20, list: "TagDescriptions", tags: "Tags" }

const classic = defineType({
  ...kind,
  service: classicElb,
  list: { ...balancers, items: "LoadBalancerDescriptions" },
  tags: {
    ...{ ...TAGS, ids: "LoadBalancerNames", id: "LoadBalancerName", key: "LoadBalancerName" },
    refused: /^(LoadBalancer|AccessPoint)NotFound/,
  },
  id: "LoadBalancerName",
  arn: "arn:{P}:elasticloadbalancing:{R}:{O}:loadbalancer/{LoadBalancerName}",
  birth: "CreatedTime",
  // It has no state of its own.
  usualStatus: "active",
  vpc: "VPCId",
  subnet: "Subnets[]",
  columns: ["type", "scheme", "dns_name"],
  properties: {
    type: text("LoadBalancerName", { via: () => "classic" }),
    scheme: text("Scheme"),
    dns_name: text("DNSName"),
    availability_zones: texts("AvailabilityZones[]"),
    security_groups: texts("SecurityGroups[]"),
    subnets: texts("Subnets[]"),
    created_at: time("CreatedTime"),
  },
  console: `${PAGE}{id}`,
})

export const elb = defineType({
  ...kind,
  service,
  list: balancers,
  tags: {
    ...{ ...TAGS, ids: "ResourceArns", id: "LoadBalancerArn", key: "ResourceArn", refused: /^LoadBalancerNotFound/ },
  },
  id: "{LoadBalancerArn!:loadbalancer/}",
  arn: "{LoadBalancerArn}",
  arnForm: "elasticloadbalancing:*:*:loadbalancer/(?<id>(?:(?:app|net|gwy)/[^/]+/)?[^/]+)",
  status: "State.Code",
  vpc: "VpcId",
  subnet: "AvailabilityZones[<ZoneName].SubnetId",
  privateIp: `${ADDRESSES}.PrivateIPv4Address`,
  publicIp: `${ADDRESSES}.IpAddress`,
  properties: {
    type: text("Type", { label: "Kind", isIndexed: true }),
    scheme: text("Scheme", { isIndexed: true }),
    dns_name: text("DNSName", { label: "DNS name" }),
    availability_zones: texts("AvailabilityZones[].ZoneName"),
    security_groups: texts("SecurityGroups[]", { isReference: true }),
    subnets: texts("AvailabilityZones[].SubnetId", { isReference: true }),
    ip_address_type: text("IpAddressType", { label: "IP address type" }),
    private_ips: texts(`${ADDRESSES}.PrivateIPv4Address`, { label: "Private IPs", isAddress: true }),
    public_ips: texts(`${ADDRESSES}.IpAddress`, { label: "Public IPs", isAddress: true, isPublicAddress: true }),
    ipv6_addresses: texts(`${ADDRESSES}.IPv6Address`, { isAddress: true }),
    created_at: time("CreatedTime"),
  },
  publicWhen: { property: "scheme", is: "internet-facing" },
  console: `${PAGE}{arn}`,
  consoleFor: { property: "type", is: { classic: `${PAGE}{id}` } },
  also: classic,
})
