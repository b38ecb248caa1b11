import { ec2 as service } from "@/lib/aws/services/ec2"
import { defineType, items, text, texts, time } from "@/lib/aws/types/contract"

const INTERFACES = "NetworkInterfaces[]"

export const ec2 = defineType({
  type: "ec2",
  name: "EC2 Instances",
  view: "ec2_instances",
  description: "Virtual servers in the cloud",
  category: "Compute",
  icon: {
    color: "#c2570c",
    path: "M7 5h10a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2ZM9 1v4M15 1v4M9 19v4M15 19v4M1 9h4M1 15h4M19 9h4M19 15h4",
  },
  service,
  list: {
    operation: "DescribeInstances",
    items: "Reservations[].Instances",
    // It counts instances.
    size: { member: "MaxResults", most: 1000, fewest: 5 },
    // Without it, AWS may leave out what services manage.
    input: { IncludeManagedResources: true },
    // A third of an instance's XML, which no property needs.
    skipped: [
      ...["BlockDeviceMappings", "MetadataOptions", "CpuOptions", "Attachment", "Groups"],
      ...["CapacityReservationSpecification", "PrivateDnsNameOptions"],
    ],
  },
  tags: "Tags",
  id: "InstanceId",
  owner: "parent.OwnerId",
  arn: "arn:{P}:ec2:{R}:{O}:instance/{InstanceId}",
  status: "State.Name",
  vpc: "VpcId",
  subnet: "SubnetId",
  privateIp: "PrivateIpAddress",
  publicIp: "PublicIpAddress",
  columns: ["instance_type", "private_ip", "public_ip"],
  properties: {
    instance_type: text("InstanceType", { isIndexed: true }),
    ami_id: text("ImageId", { label: "AMI", isReference: true }),
    key_name: text("KeyName", { label: "Key pair" }),
    availability_zone: text("Placement.AvailabilityZone"),
    launch_time: time("LaunchTime"),
    security_groups: items("SecurityGroups[]", { id: "GroupId", name: "GroupName" }, { isReference: true }),
    // An instance may have no interfaces: terminated, or EC2-Classic.
    private_ips: texts(`PrivateIpAddress & ${INTERFACES}.PrivateIpAddresses[].PrivateIpAddress`, {
      ...{ label: "Private IPs", isAddress: true },
    }),
    public_ips: texts(`PublicIpAddress & ${INTERFACES}.PrivateIpAddresses[].Association.PublicIp`, {
      ...{ label: "Public IPs", isAddress: true, isPublicAddress: true },
    }),
    ipv6_addresses: texts(`Ipv6Address & ${INTERFACES}.Ipv6Addresses[].Ipv6Address`, { isAddress: true }),
    prefixes: texts(`${INTERFACES}.Ipv4Prefixes[].Ipv4Prefix & ${INTERFACES}.Ipv6Prefixes[].Ipv6Prefix`, {
      ...{ label: "Delegated prefixes", isAddress: true },
    }),
    monitoring: text("Monitoring.State"),
    platform: text("PlatformDetails | Platform"),
    architecture: text("Architecture"),
    iam_instance_profile: text("IamInstanceProfile.Arn", { isReference: true }),
    managed_by: text("Operator.Principal"),
  },
  managedWhen: [{ property: "managed_by" }],
  console: "/ec2/home?region={R}#InstanceDetails:instanceId={id}",
})
