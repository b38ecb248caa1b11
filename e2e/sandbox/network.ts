import { createHash } from "node:crypto"
import type { Address, Instance, NetworkInterface, SecurityGroup, Subnet, Volume } from "@aws-sdk/client-ec2"
import { type Account, type RegionState, toTagList } from "./account"

/** Where what stands around the instances belongs. */
interface Where {
  account: Account
  region: string
}

/** A number from 0 to `below` - 1 that depends on the text alone. */
const pick = (text: string, below: number) => createHash("sha256").update(text).digest().readUInt32BE(0) % below
const hex = (text: string, length = 17) => createHash("sha256").update(text).digest("hex").slice(0, length)

const instancesOf = (state: RegionState): Instance[] => state.reservations.flatMap(({ Instances }) => Instances ?? [])

/** One of each id, in the order of their ids. */
function distinct<T>(list: readonly T[], idOf: (one: T) => string | undefined): T[] {
  const byId = new Map(list.map((one) => [idOf(one) ?? "", one]))
  byId.delete("")
  return [...byId.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one)
}

const ownTags = (id: string, name: string) =>
  pick(id, 5) === 0 ? [] : toTagList({ Name: name, team: ["payments", "platform", "data"][pick(id, 3)] ?? "" })

/** What the EC2 API lists beside instances and VPCs, derived from the instances that it belongs to. By operation. */
export const network: Record<string, (state: RegionState, where: Where) => object[]> = {
  DescribeSubnets: (state, { account }) =>
    distinct(instancesOf(state), ({ SubnetId }) => SubnetId).map(
      ({ SubnetId: id = "", VpcId, Placement }): Subnet => ({
        ...{ SubnetId: id, VpcId, State: "available", OwnerId: account.accountId, DefaultForAz: false },
        ...{ AvailabilityZone: Placement?.AvailabilityZone, AvailabilityZoneId: `use1-az${1 + pick(id, 3)}` },
        CidrBlock: `10.${pick(id, 200)}.${pick(`${id}b`, 250)}.0/24`,
        AvailableIpAddressCount: pick(id, 250),
        MapPublicIpOnLaunch: pick(id, 4) === 0,
        Ipv6CidrBlockAssociationSet:
          pick(id, 3) === 0
            ? [{ Ipv6CidrBlock: `2a05:d018:${hex(id, 3)}::/64`, Ipv6CidrBlockState: { State: "associated" } }]
            : [],
        Tags: ownTags(id, `private-${hex(id, 4)}`),
      }),
    ),
  DescribeSecurityGroups: (state, { account }) =>
    distinct(
      instancesOf(state).flatMap(({ SecurityGroups = [], VpcId }) =>
        SecurityGroups.map((group) => ({ ...group, VpcId })),
      ),
      ({ GroupId }) => GroupId,
    ).map(
      ({ GroupId: id = "", GroupName = "", VpcId }): SecurityGroup => ({
        ...{ GroupId: id, GroupName, VpcId, OwnerId: account.accountId, Description: `Access to ${GroupName}` },
        IpPermissions: [
          {
            ...{ IpProtocol: "tcp", FromPort: 443, ToPort: 443 },
            IpRanges: [{ CidrIp: pick(id, 6) === 0 ? "0.0.0.0/0" : "10.0.0.0/8", Description: "HTTPS" }],
            ...{ Ipv6Ranges: [], PrefixListIds: [], UserIdGroupPairs: [{ GroupId: id, UserId: account.accountId }] },
          },
        ],
        IpPermissionsEgress: [
          {
            IpProtocol: "-1",
            ...{ IpRanges: [{ CidrIp: "0.0.0.0/0" }], Ipv6Ranges: [], PrefixListIds: [], UserIdGroupPairs: [] },
          },
        ],
        Tags: ownTags(id, GroupName),
      }),
    ),
  DescribeNetworkInterfaces: (state, { account }) =>
    instancesOf(state).flatMap(({ InstanceId, NetworkInterfaces = [], Placement }) =>
      NetworkInterfaces.map(
        ({ Attachment, ...one }): NetworkInterface => ({
          ...one,
          ...{ InterfaceType: "interface", RequesterManaged: false, SourceDestCheck: true },
          ...{ AvailabilityZone: Placement?.AvailabilityZone, Description: "Primary network interface" },
          Attachment: { ...Attachment, InstanceId, InstanceOwnerId: account.accountId },
          Association: one.PrivateIpAddresses?.[0]?.Association,
          TagSet: ownTags(one.NetworkInterfaceId ?? "", "interface"),
        }),
      ),
    ),
  DescribeVolumes: (state) =>
    instancesOf(state).flatMap(({ InstanceId, BlockDeviceMappings = [], Placement }) =>
      BlockDeviceMappings.map(({ DeviceName, Ebs }): Volume => {
        const id = Ebs?.VolumeId ?? ""
        return {
          ...{ VolumeId: id, VolumeType: "gp3", Size: 20 + 10 * pick(id, 20), Iops: 3000, Throughput: 125 },
          ...{ State: "in-use", Encrypted: pick(id, 4) > 0, CreateTime: Ebs?.AttachTime, MultiAttachEnabled: false },
          ...{ AvailabilityZone: Placement?.AvailabilityZone, SnapshotId: `snap-${hex(id)}` },
          Attachments: [{ InstanceId, VolumeId: id, Device: DeviceName, State: "attached" }],
          Tags: ownTags(id, `disk-${hex(id, 4)}`),
        }
      }),
    ),
  // A third of the public addresses are kept ones.
  DescribeAddresses: (state, { account, region }) =>
    instancesOf(state).flatMap(
      ({ InstanceId = "", PublicIpAddress, PrivateIpAddress, NetworkInterfaces }): Address[] =>
        PublicIpAddress && pick(InstanceId, 3) === 0
          ? [
              {
                ...{ AllocationId: `eipalloc-${hex(InstanceId)}`, AssociationId: `eipassoc-${hex(InstanceId)}` },
                ...{ PublicIp: PublicIpAddress, PrivateIpAddress, InstanceId, Domain: "vpc", PublicIpv4Pool: "amazon" },
                NetworkInterfaceId: NetworkInterfaces?.[0]?.NetworkInterfaceId,
                ...{ NetworkInterfaceOwnerId: account.accountId, NetworkBorderGroup: region, Tags: [] },
              },
            ]
          : [],
    ),
}
