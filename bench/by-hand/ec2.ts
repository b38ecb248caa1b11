import type { Instance } from "@aws-sdk/client-ec2"
import { z } from "zod"
import { listOf } from "@/lib/aws/read/unreadable"
import { isoOrNull, orNull, toTags } from "@/lib/aws/resource"
import { defineResourceType } from "@/lib/aws/resource-types/define"

interface RawInstance {
  instance: Instance
  ownerId: string | undefined
}

const text = z.string().nullable()
/** Members that no property needs. They are a third of an instance's XML. */
const SKIPPED = [
  "BlockDeviceMappings",
  "MetadataOptions",
  "CpuOptions",
  "Attachment",
  "Groups",
  "CapacityReservationSpecification",
  "PrivateDnsNameOptions",
]

/** How instances were read before types became data: what reading from data is measured against. */
export const ec2ByHand = defineResourceType({
  type: "ec2",
  name: "EC2 Instances",
  view: "ec2_instances",
  description: "Virtual servers in the cloud",
  category: "Compute",
  service: "EC2",
  scope: "regional",
  iamActions: ["ec2:DescribeInstances"],
  icon: {
    color: "#c2570c",
    path: "M7 5h10a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2ZM9 1v4M15 1v4M9 19v4M15 19v4M1 9h4M1 15h4M19 9h4M19 15h4",
  },
  properties: z.object({
    instance_type: text,
    ami_id: text,
    key_name: text,
    availability_zone: text,
    launch_time: z.iso.datetime().nullable(),
    security_groups: z.array(z.object({ id: text, name: text })),
    private_ips: z.array(z.string()),
    public_ips: z.array(z.string()),
    ipv6_addresses: z.array(z.string()),
    prefixes: z.array(z.string()),
    monitoring: text,
    platform: text,
    architecture: text,
    iam_instance_profile: text,
  }),
  display: {
    instance_type: { isIndexed: true },
    ami_id: { label: "AMI", isReference: true },
    key_name: { label: "Key pair" },
    security_groups: { isReference: true },
    private_ips: { label: "Private IPs", isAddress: true },
    public_ips: { label: "Public IPs", isAddress: true, isPublicAddress: true },
    ipv6_addresses: { isAddress: true },
    prefixes: { label: "Delegated prefixes", isAddress: true },
    iam_instance_profile: { isReference: true },
  },

  // MaxResults counts instances; 1000 is EC2's maximum. Without the flag, AWS may leave out what services manage.
  async *pages({ aws, region, signal, isSample, absent }) {
    const { EC2Client, paginateDescribeInstances } = await import("@aws-sdk/client-ec2")
    const client = aws.client(EC2Client, region, SKIPPED)
    const MaxResults = isSample ? 5 : 1000
    for await (const page of paginateDescribeInstances(
      { client },
      { MaxResults, IncludeManagedResources: true },
      { abortSignal: signal },
    )) {
      yield listOf(page, "Reservations", absent).flatMap((reservation) =>
        listOf(reservation, "Instances", absent).map(
          (instance): RawInstance => ({ instance, ownerId: reservation.OwnerId }),
        ),
      )
    }
  },

  normalise({ instance, ownerId }: RawInstance, { partition, accountId, region }) {
    const id = instance.InstanceId ?? ""
    const tags = toTags(instance.Tags ?? [])
    return {
      region,
      resourceId: id,
      arn: `arn:${partition}:ec2:${region}:${ownerId ?? accountId}:instance/${id}`,
      name: orNull(tags.Name),
      status: orNull(instance.State?.Name),
      vpcId: orNull(instance.VpcId),
      subnetId: orNull(instance.SubnetId),
      privateIp: orNull(instance.PrivateIpAddress),
      publicIp: orNull(instance.PublicIpAddress),
      tags,
      properties: {
        instance_type: orNull(instance.InstanceType),
        ami_id: orNull(instance.ImageId),
        key_name: orNull(instance.KeyName),
        availability_zone: orNull(instance.Placement?.AvailabilityZone),
        launch_time: isoOrNull(instance.LaunchTime),
        security_groups: securityGroups(instance),
        ...addresses(instance),
        monitoring: orNull(instance.Monitoring?.State),
        platform: orNull(instance.PlatformDetails ?? instance.Platform),
        architecture: orNull(instance.Architecture),
        iam_instance_profile: orNull(instance.IamInstanceProfile?.Arn),
      },
    }
  },

  consolePath: ({ resourceId, region }) => `/ec2/home?region=${region}#InstanceDetails:instanceId=${resourceId}`,
})

/** Sorted, since AWS does not promise an order. */
const securityGroups = (instance: Instance) =>
  (instance.SecurityGroups ?? [])
    .map((group) => ({ id: orNull(group.GroupId), name: orNull(group.GroupName) }))
    .sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1))

/**
 * All addresses of all interfaces, and the instance's own: an instance may have no interfaces (terminated, or
 * EC2-Classic).
 */
function addresses(instance: Instance) {
  const interfaces = instance.NetworkInterfaces ?? []
  const privates = interfaces.flatMap((nic) => nic.PrivateIpAddresses ?? [])
  return {
    private_ips: distinct([instance.PrivateIpAddress, ...privates.map((address) => address.PrivateIpAddress)]),
    public_ips: distinct([instance.PublicIpAddress, ...privates.map((address) => address.Association?.PublicIp)]),
    ipv6_addresses: distinct([
      instance.Ipv6Address,
      ...interfaces.flatMap((nic) => (nic.Ipv6Addresses ?? []).map((v6) => v6.Ipv6Address)),
    ]),
    prefixes: distinct(
      interfaces.flatMap((nic) => [
        ...(nic.Ipv4Prefixes ?? []).map((one) => one.Ipv4Prefix),
        ...(nic.Ipv6Prefixes ?? []).map((one) => one.Ipv6Prefix),
      ]),
    ),
  }
}

const distinct = (values: readonly (string | undefined)[]) =>
  [...new Set(values.filter((value): value is string => Boolean(value)))].sort()
