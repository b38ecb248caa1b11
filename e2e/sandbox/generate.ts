import type { Instance } from "@aws-sdk/client-ec2"
import type { LoadBalancer } from "@aws-sdk/client-elastic-load-balancing-v2"
import type { FunctionConfiguration } from "@aws-sdk/client-lambda"
import type { DBInstance } from "@aws-sdk/client-rds"
import {
  type Account,
  type BucketState,
  emptyRegion,
  type Indexed,
  MINIMAL_POLICY,
  type RegionState,
  toTagList,
} from "./account"
import { type Random, seededRandom } from "./random"

export interface Counts {
  ec2: number
  rds: number
  lambda: number
  elb: number
  vpc: number
}

export interface Plan {
  seed: number
  accountId?: string
  regions: Record<string, Counts>
  buckets: number
  optedOutRegions?: string[]
}

/** The sandbox's keys. They are AWS's documented examples, so secret scanners do not report them. */
export const SANDBOX_KEYS = {
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
}

const EPOCH = Date.UTC(2026, 10, 23, 9)
const services = [
  "checkout",
  "orders",
  "search",
  "media",
  "billing",
  "identity",
  "ledger",
  "notify",
  "catalog",
  "pricing",
  "shipping",
  "reports",
]
const roles = ["api", "worker", "web", "batch", "cache", "proxy"]
const environments = ["prod", "prod", "prod", "staging", "dev"]
const teams = ["payments", "platform", "data", "storefront", "security"]
const sizes = [
  "m7g.large",
  "m7g.xlarge",
  "c7i.large",
  "t4g.small",
  "t3.medium",
  "r7g.2xlarge",
  "c7g.xlarge",
  "m6i.large",
]
const scripts = [
  "größe-batch-网络",
  "прокси-узел",
  "決済-バッチ",
  "خادم-الويب",
  "café-loisirs",
  "🚀-launchpad",
  "  padded name  ",
]

/**
 * Generates an account of any size from a seed, with the odd cases of real accounts: names in any script, empty tag
 * values, terminated instances, instances without a name, container-image functions, databases that are still being
 * created, buckets without tags.
 */
export function generateAccount(plan: Plan): Account {
  const random = seededRandom(plan.seed)
  const accountId = plan.accountId ?? "123456789012"
  const regionNames = Object.keys(plan.regions)
  const make = { random, accountId, partition: "aws" }
  const regions = Object.fromEntries(
    regionNames.map((region) => [region, generateRegion({ ...make, region }, plan.regions[region] as Counts)]),
  )
  const [first] = Object.values(regions)
  first?.reservations[0]?.Instances?.[0]?.Tags?.push(...ODD_TAGS)
  return {
    accountId,
    partition: "aws",
    enabledRegions: [...regionNames].sort(),
    optedOutRegions: plan.optedOutRegions ?? ["af-south-1"],
    regions,
    buckets: Array.from({ length: plan.buckets }, (_, index) => bucket(random, index, regionNames, accountId)),
    identities: [{ ...SANDBOX_KEYS, arn: `arn:aws:iam::${accountId}:user/aws-connect`, allow: MINIMAL_POLICY }],
    roles: [],
    indexed: indexedOf(accountId, regionNames),
    explorer: { regions: regionNames.slice(0, 2), hasView: true },
    version: 1,
  }
}

/** Things of services that nobody lists: the first region has three kinds, every other one has one; and one is global. */
function indexedOf(accountId: string, regions: readonly string[]): Indexed[] {
  const tags = { team: "platform", env: "prod" }
  const all = regions.flatMap((region, at) => {
    const arn = (service: string, rest: string) => `arn:aws:${service}:${region}:${accountId}:${rest}`
    const places = { kind: "geo:place-index", arn: arn("geo", "place-index/shops"), region, tags }
    const series = { kind: "timestream:database", arn: arn("timestream", "database/telemetry"), region, tags: {} }
    const room = { kind: "ivschat:room", arn: arn("ivschat", "room/support"), region, tags, isOnlyTagged: true }
    return at === 0 ? [places, series, room] : [places]
  })
  const arn = `arn:aws:networkmanager::${accountId}:global-network/edge`
  return [...all, { arn, kind: "networkmanager:global-network", region: "global", tags }]
}

/** Tags that look like something else: times of other zones, an interval, JavaScript's own names, wire formats. */
export const ODD_TAGS = [
  { Key: "expires", Value: "2026-12-31T23:59:59 CET" },
  { Key: "window", Value: "2026-01-01T00:00:00Z/2026-02-01T00:00:00Z" },
  { Key: "born", Value: "2026-02-30T25:61:00Z" },
  { Key: "constructor", Value: "$undefined" },
  { Key: "__proto__", Value: "[object Object]" },
  { Key: "cost-center", Value: "000123" },
  { Key: "quote", Value: "\"'<b>&amp;</b>" },
]

interface Make {
  random: Random
  accountId: string
  partition: string
  region: string
}

function generateRegion(make: Make, counts: Counts): RegionState {
  const state = emptyRegion()
  state.vpcs = Array.from({ length: counts.vpc }, (_, index) => vpc(make, index))
  const vpcIds = state.vpcs.flatMap((one) => one.VpcId ?? [])
  const home = () => (vpcIds.length ? make.random.pick(vpcIds) : `vpc-${make.random.hex(17)}`)
  const instances = Array.from({ length: counts.ec2 }, (_, index) => instance(make, index, home()))
  state.reservations = inReservations(make, instances)
  state.databases = Array.from({ length: counts.rds }, (_, index) => database(make, index, home()))
  for (let index = 0; index < counts.lambda; index++) {
    const made = lambdaFunction(make, index, home())
    state.functions.push(made)
    state.functionTags[made.FunctionArn ?? ""] = make.random.chance(0.15) ? {} : tags(make.random)
  }
  for (let index = 0; index < counts.elb; index++) {
    // Every tenth is a classic balancer.
    if (index % 10 === 9) addClassic(make, state, index, home())
    else addBalancer(make, state, index, home())
  }
  return state
}

function tags(random: Random, name?: string): Record<string, string> {
  const made: Record<string, string> = name ? { Name: name } : {}
  made.env = random.pick(environments)
  if (random.chance(0.7)) made.team = random.pick(teams)
  if (random.chance(0.4)) made["cost-center"] = String(4400 + random.below(20))
  if (random.chance(0.1)) made.note = ""
  if (random.chance(0.05)) made["Besitzer/所有者"] = 'Größe & <Söhne> "GmbH"'
  return made
}

const past = (random: Random, days: number) => new Date(EPOCH - random.below(days * 24) * 3_600_000)
const serviceName = (random: Random) => `${random.pick(services)}-${random.pick(roles)}`
const privateAddress = (random: Random) => `10.${random.below(200)}.${random.below(250)}.${4 + random.below(250)}`
const publicAddress = (random: Random) =>
  `${random.pick([3, 13, 18, 34, 52, 54])}.${random.below(250)}.${random.below(250)}.${4 + random.below(250)}`

function vpc({ random, accountId }: Make, index: number) {
  const block = `10.${random.below(250)}.0.0/16`
  const isDefault = index === 0
  return {
    VpcId: `vpc-${random.hex(17)}`,
    OwnerId: accountId,
    State: "available" as const,
    CidrBlock: block,
    CidrBlockAssociationSet: [
      {
        AssociationId: `vpc-cidr-assoc-${random.hex(17)}`,
        CidrBlock: block,
        CidrBlockState: { State: "associated" as const },
      },
      ...(random.chance(0.2)
        ? [
            {
              AssociationId: `vpc-cidr-assoc-${random.hex(17)}`,
              CidrBlock: "100.64.0.0/16",
              CidrBlockState: { State: "associated" as const },
            },
          ]
        : []),
    ],
    Ipv6CidrBlockAssociationSet: random.chance(0.3)
      ? [
          {
            AssociationId: `vpc-cidr-assoc-${random.hex(17)}`,
            Ipv6CidrBlock: `2a05:d018:${random.hex(3)}::/56`,
            Ipv6CidrBlockState: { State: "associated" as const },
          },
        ]
      : [],
    DhcpOptionsId: `dopt-${random.hex(17)}`,
    InstanceTenancy: "default" as const,
    IsDefault: isDefault,
    Tags: isDefault ? [] : toTagList(tags(random, `${random.pick(services)}-${random.pick(environments)}-${index}`)),
  }
}

function instance({ random, accountId, region }: Make, index: number, vpcId: string): Instance {
  const state = random.chance(0.8) ? "running" : random.pick(["stopped", "stopped", "pending", "terminated"] as const)
  const isGone = state === "terminated"
  const name = random.chance(0.06)
    ? undefined
    : random.chance(0.02)
      ? random.pick(scripts)
      : `${serviceName(random)}-${index}`
  const privateIp = privateAddress(random)
  const publicIp = random.chance(0.25) && state === "running" ? publicAddress(random) : undefined
  const zone = `${region}${random.pick(["a", "b", "c"])}`
  const subnetId = `subnet-${random.hex(17)}`
  const groups = Array.from({ length: 1 + random.below(3) }, () => ({
    GroupId: `sg-${random.hex(17)}`,
    GroupName: `${random.pick(services)}-${random.pick(roles)}`,
  }))
  const size = random.pick(sizes)
  const launched = past(random, 400)
  return {
    InstanceId: `i-${random.hex(17)}`,
    ImageId: `ami-${random.hex(17)}`,
    InstanceType: size as Instance["InstanceType"],
    State: { Code: state === "running" ? 16 : 80, Name: state },
    LaunchTime: launched,
    Placement: { AvailabilityZone: zone, Tenancy: "default" },
    Monitoring: { State: random.chance(0.3) ? "enabled" : "disabled" },
    Architecture: size.includes("g.") ? "arm64" : "x86_64",
    PlatformDetails: random.chance(0.08) ? "Windows" : "Linux/UNIX",
    ...(random.chance(0.5) && { KeyName: `${random.pick(teams)}-2025` }),
    ...(random.chance(0.6) && {
      IamInstanceProfile: {
        Arn: `arn:aws:iam::${accountId}:instance-profile/${random.pick(services)}-role`,
        Id: `AIPA${random.hex(16).toUpperCase()}`,
      },
    }),
    RootDeviceType: "ebs",
    RootDeviceName: "/dev/xvda",
    VirtualizationType: "hvm",
    Hypervisor: "xen",
    EbsOptimized: true,
    EnaSupport: true,
    SourceDestCheck: true,
    AmiLaunchIndex: 0,
    ClientToken: random.hex(32),
    BlockDeviceMappings: isGone
      ? []
      : [
          {
            DeviceName: "/dev/xvda",
            Ebs: {
              AttachTime: launched,
              DeleteOnTermination: true,
              Status: "attached",
              VolumeId: `vol-${random.hex(17)}`,
            },
          },
        ],
    MetadataOptions: { State: "applied", HttpTokens: "required", HttpPutResponseHopLimit: 2, HttpEndpoint: "enabled" },
    CpuOptions: { CoreCount: 2, ThreadsPerCore: 1 },
    Tags: name === undefined ? [] : toTagList(tags(random, name)),
    // A terminated instance has no network any more.
    ...(!isGone && {
      VpcId: vpcId,
      SubnetId: subnetId,
      PrivateIpAddress: privateIp,
      PrivateDnsName: `ip-${privateIp.replaceAll(".", "-")}.${region}.compute.internal`,
      PublicIpAddress: publicIp,
      SecurityGroups: groups,
      NetworkInterfaces: [
        {
          NetworkInterfaceId: `eni-${random.hex(17)}`,
          OwnerId: accountId,
          Status: "in-use" as const,
          MacAddress: `06:${random.hex(2)}:${random.hex(2)}:${random.hex(2)}:${random.hex(2)}:${random.hex(2)}`,
          VpcId: vpcId,
          SubnetId: subnetId,
          PrivateIpAddress: privateIp,
          Groups: groups,
          Attachment: {
            AttachmentId: `eni-attach-${random.hex(17)}`,
            AttachTime: launched,
            DeviceIndex: 0,
            Status: "attached" as const,
            DeleteOnTermination: true,
          },
          PrivateIpAddresses: [
            {
              Primary: true,
              PrivateIpAddress: privateIp,
              ...(publicIp && { Association: { PublicIp: publicIp, IpOwnerId: "amazon" } }),
            },
            ...(random.chance(0.1) ? [{ Primary: false, PrivateIpAddress: privateAddress(random) }] : []),
          ],
          Ipv6Addresses: random.chance(0.2) ? [{ Ipv6Address: `2a05:d018:${random.hex(3)}::${random.hex(4)}` }] : [],
        },
      ],
    }),
  }
}

/** Groups one to four instances into each reservation, as launches do. */
function inReservations({ random, accountId }: Make, instances: Instance[]) {
  const reservations = []
  for (let start = 0; start < instances.length; ) {
    const size = 1 + random.below(4)
    reservations.push({
      ReservationId: `r-${random.hex(17)}`,
      OwnerId: accountId,
      Instances: instances.slice(start, start + size),
    })
    start += size
  }
  return reservations
}

function database({ random, accountId, region }: Make, index: number, vpcId: string): DBInstance {
  const id = `${serviceName(random)}-${index}`
  const [engine, version, port] = random.pick([
    ["postgres", "16.4", 5432],
    ["aurora-postgresql", "16.6", 5432],
    ["mysql", "8.4.3", 3306],
    ["mariadb", "11.4.4", 3306],
    ["sqlserver-ex", "16.00.4165.4.v1", 1433],
  ] as const)
  const isCreating = random.chance(0.04)
  return {
    DBInstanceIdentifier: id,
    DBInstanceArn: `arn:aws:rds:${region}:${accountId}:db:${id}`,
    DBInstanceClass: random.pick(["db.t4g.medium", "db.r7g.large", "db.r7g.2xlarge", "db.m7g.large"]),
    Engine: engine,
    EngineVersion: version,
    DBInstanceStatus: isCreating
      ? "creating"
      : random.pick(["available", "available", "available", "available", "stopped", "backing-up"]),
    // A database that is still being created has no endpoint yet.
    ...(!isCreating && {
      Endpoint: {
        Address: `${id}.${random.hex(12)}.${region}.rds.amazonaws.com`,
        Port: port,
        HostedZoneId: "Z29XKXDKYMONMX",
      },
    }),
    ...(!isCreating && { InstanceCreateTime: past(random, 900) }),
    AllocatedStorage: 20 * (1 + random.below(50)),
    StorageType: random.pick(["gp3", "gp2", "io1", "aurora"]),
    StorageEncrypted: random.chance(0.85),
    MultiAZ: random.chance(0.4),
    AvailabilityZone: `${region}a`,
    BackupRetentionPeriod: random.pick([0, 7, 14, 35]),
    PubliclyAccessible: random.chance(0.05),
    DBSubnetGroup: { DBSubnetGroupName: "private", VpcId: vpcId, SubnetGroupStatus: "Complete" },
    VpcSecurityGroups: [{ VpcSecurityGroupId: `sg-${random.hex(17)}`, Status: "active" }],
    TagList: random.chance(0.1) ? [] : toTagList(tags(random)),
  }
}

function lambdaFunction({ random, accountId, region }: Make, index: number, vpcId: string): FunctionConfiguration {
  const name = `${random.pick(services)}-${random.pick(["resize", "mailer", "export", "webhook", "ingest", "cleanup"])}-${index}`
  const isImage = random.chance(0.12)
  return {
    FunctionName: name,
    FunctionArn: `arn:aws:lambda:${region}:${accountId}:function:${name}`,
    ...(isImage
      ? {}
      : {
          Runtime: random.pick(["nodejs22.x", "python3.13", "java21", "provided.al2023"]),
          Handler: random.pick(["index.handler", "app.main", "bootstrap"]),
        }),
    PackageType: isImage ? "Image" : "Zip",
    Role: `arn:aws:iam::${accountId}:role/${name}-role`,
    CodeSize: 1000 + random.below(50_000_000),
    Description: random.chance(0.5) ? "" : `Runs for ${random.pick(teams)}`,
    Timeout: random.pick([3, 15, 60, 900]),
    MemorySize: random.pick([128, 256, 1024, 3008]),
    LastModified: past(random, 700).toISOString().replace("Z", "+0000"),
    CodeSha256: random.hex(43),
    Version: "$LATEST",
    TracingConfig: { Mode: "PassThrough" },
    RevisionId: random.hex(32),
    Architectures: [random.pick(["arm64", "x86_64"])],
    EphemeralStorage: { Size: 512 },
    ...(random.chance(0.3) && {
      Layers: [{ Arn: `arn:aws:lambda:${region}:${accountId}:layer:otel:${1 + random.below(30)}`, CodeSize: 12_345 }],
    }),
    ...(random.chance(0.6) && {
      Environment: {
        Variables: { LOG_LEVEL: "info", DB_PASSWORD: `hunter2-${random.hex(8)}`, STAGE: random.pick(environments) },
      },
    }),
    ...(random.chance(0.3) && {
      VpcConfig: { VpcId: vpcId, SubnetIds: [`subnet-${random.hex(17)}`], SecurityGroupIds: [`sg-${random.hex(17)}`] },
    }),
  }
}

function addBalancer({ random, accountId, region }: Make, state: RegionState, index: number, vpcId: string): void {
  const type = random.pick(["application", "application", "network", "gateway"] as const)
  const name = `${random.pick(["public", "internal"])}-${random.pick(services)}-${index}`
  const short = { application: "app", network: "net", gateway: "gwy" }[type]
  const isPublic = name.startsWith("public") && type !== "gateway"
  const arn = `arn:aws:elasticloadbalancing:${region}:${accountId}:loadbalancer/${short}/${name}/${random.hex(16)}`
  const balancer: LoadBalancer = {
    LoadBalancerArn: arn,
    LoadBalancerName: name,
    Type: type,
    State: { Code: random.chance(0.96) ? "active" : "provisioning" },
    CreatedTime: past(random, 800),
    VpcId: vpcId,
    IpAddressType: "ipv4",
    ...(type !== "gateway" && {
      Scheme: isPublic ? "internet-facing" : "internal",
      DNSName: `${name}-${random.hex(8)}.${region}.elb.amazonaws.com`,
      CanonicalHostedZoneId: "Z32O12XQLNTSW2",
    }),
    ...(type === "application" && { SecurityGroups: [`sg-${random.hex(17)}`] }),
    AvailabilityZones: ["a", "b"].map((letter) => ({
      ZoneName: `${region}${letter}`,
      SubnetId: `subnet-${random.hex(17)}`,
      LoadBalancerAddresses:
        type === "network" && isPublic
          ? [{ IpAddress: publicAddress(random), AllocationId: `eipalloc-${random.hex(17)}` }]
          : [],
    })),
  }
  state.balancers.push(balancer)
  state.balancerTags[arn] = random.chance(0.1) ? [] : toTagList(tags(random))
}

function addClassic({ random, region }: Make, state: RegionState, index: number, vpcId: string): void {
  const name = `classic-${random.pick(services)}-${index}`
  state.classics.push({
    LoadBalancerName: name,
    DNSName: `${name}-${1000 + random.below(9000)}.${region}.elb.amazonaws.com`,
    Scheme: random.pick(["internet-facing", "internal"]),
    VPCId: vpcId,
    CreatedTime: past(random, 2500),
    AvailabilityZones: [`${region}b`, `${region}a`],
    Subnets: [`subnet-${random.hex(17)}`],
    SecurityGroups: [`sg-${random.hex(17)}`],
    Instances: [],
    ListenerDescriptions: [
      { Listener: { Protocol: "HTTP", LoadBalancerPort: 80, InstancePort: 8080 }, PolicyNames: [] },
    ],
  })
  state.balancerTags[name] = toTagList(tags(random))
}

function bucket(random: Random, index: number, regions: readonly string[], accountId: string): BucketState {
  const name = `${random.pick(services)}-${random.pick(["logs", "originals", "backups", "exports", "tf-state", "assets"])}-${accountId.slice(-4)}-${index}`
  return {
    name,
    created: past(random, 2000),
    region: random.pick(regions),
    tags: random.chance(0.25) ? null : toTagList(tags(random)),
  }
}
