import type { Vpc } from "@aws-sdk/client-ec2"
import { z } from "zod"
import { listOf } from "@/lib/aws/read/unreadable"
import { orNull, toTags } from "@/lib/aws/resource"
import { defineResourceType } from "@/lib/aws/resource-types/define"

const text = z.string().nullable()
/** VpcCidrBlockState (EC2 API Reference). */
const UNUSED = ["disassociated", "failing", "failed"]
const associations = z.array(z.object({ cidr_block: text, state: text }))

export const vpc = defineResourceType({
  type: "vpc",
  name: "VPCs",
  view: "vpcs",
  description: "Isolated networks",
  category: "Networking",
  service: "VPC",
  scope: "regional",
  iamActions: ["ec2:DescribeVpcs"],
  icon: { color: "#0f766e", path: "M17 18a5 5 0 0 0 0-10 7 7 0 0 0-13 3 4 4 0 0 0 1 7Z" },
  properties: z.object({
    cidr_block: text,
    cidr_block_associations: associations,
    ipv6_cidr_block_associations: associations,
    is_default: z.boolean().nullable(),
    dhcp_options_id: text,
    instance_tenancy: text,
    owner_id: text,
  }),
  display: {
    cidr_block: { label: "CIDR block", isAddress: true },
    cidr_block_associations: { label: "CIDR blocks", isAddress: true, unusedStates: UNUSED },
    ipv6_cidr_block_associations: { label: "IPv6 CIDR blocks", isAddress: true, unusedStates: UNUSED },
    dhcp_options_id: { label: "DHCP options" },
    owner_id: { label: "Owner" },
  },

  async *pages({ aws, region, signal, isSample, absent }) {
    const { EC2Client, paginateDescribeVpcs } = await import("@aws-sdk/client-ec2")
    const client = aws.client(EC2Client, region)
    const MaxResults = isSample ? 5 : 1000
    for await (const page of paginateDescribeVpcs({ client }, { MaxResults }, { abortSignal: signal }))
      yield listOf(page, "Vpcs", absent)
  },

  normalise(raw: Vpc, { partition, accountId, region }) {
    const id = raw.VpcId ?? ""
    const own = toTags(raw.Tags ?? [])
    // AWS shows an account no tags of a VPC that another one shares with it: they are unknown, not none.
    const isShared = raw.OwnerId !== undefined && raw.OwnerId !== accountId
    const tags = isShared && Object.keys(own).length === 0 ? undefined : own
    return {
      region,
      resourceId: id,
      // The ARN of a VPC that another account shares names its owner.
      arn: `arn:${partition}:ec2:${region}:${raw.OwnerId ?? accountId}:vpc/${id}`,
      name: orNull(own.Name),
      status: orNull(raw.State),
      vpcId: orNull(id),
      subnetId: null,
      privateIp: null,
      publicIp: null,
      tags,
      properties: {
        cidr_block: orNull(raw.CidrBlock),
        cidr_block_associations: byBlock(
          (raw.CidrBlockAssociationSet ?? []).map((one) => ({
            cidr_block: orNull(one.CidrBlock),
            state: orNull(one.CidrBlockState?.State),
          })),
        ),
        ipv6_cidr_block_associations: byBlock(
          (raw.Ipv6CidrBlockAssociationSet ?? []).map((one) => ({
            cidr_block: orNull(one.Ipv6CidrBlock),
            state: orNull(one.Ipv6CidrBlockState?.State),
          })),
        ),
        is_default: orNull(raw.IsDefault),
        dhcp_options_id: orNull(raw.DhcpOptionsId),
        instance_tenancy: orNull(raw.InstanceTenancy),
        owner_id: orNull(raw.OwnerId),
      },
    }
  },

  consolePath: ({ resourceId, region }) => `/vpcconsole/home?region=${region}#VpcDetails:VpcId=${resourceId}`,
})

const byBlock = <T extends { cidr_block: string | null }>(list: T[]) =>
  list.sort((a, b) => (String(a.cidr_block) < String(b.cidr_block) ? -1 : 1))
