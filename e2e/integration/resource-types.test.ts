import { afterEach, expect, test } from "vitest"
import type { AwsFailure } from "@/lib/aws/failure"
import type { UnreadableAnswer } from "@/lib/aws/read/unreadable"
import type { FoundResource } from "@/lib/aws/resource"
import { getResourceType } from "@/lib/aws/resource-types/registry"
import { type Account, emptyRegion } from "../sandbox/account"
import { SANDBOX_KEYS } from "../sandbox/generate"
import { type Sandbox, startSandbox } from "../sandbox/server"
import { sessionAt } from "../support/aws"

let sandbox: Sandbox | undefined
afterEach(() => sandbox?.stop())

const CREATED = new Date("2026-03-01T09:12:44.000Z")

/** An account with one region, which `fill` fills. */
function accountWith(region: string, fill: (account: Account, state: ReturnType<typeof emptyRegion>) => void): Account {
  const state = emptyRegion()
  const identities = [{ ...SANDBOX_KEYS, arn: "arn:aws:iam::111122223333:user/x", allow: ["*"] }]
  const account: Account = {
    accountId: "111122223333",
    partition: "aws",
    enabledRegions: [region],
    optedOutRegions: [],
    regions: { [region]: state },
    buckets: [],
    identities,
    roles: [],
    indexed: [],
    explorer: { regions: [], hasView: false },
    version: 1,
  }
  fill(account, state)
  return account
}

/** The resources that a type finds with the real SDK over HTTP. */
async function find(
  type: string,
  region: string,
  account: Account,
  {
    partition = "aws",
    hasTagIndex = false,
  }: { partition?: "aws" | "aws-cn" | "aws-us-gov"; hasTagIndex?: boolean } = {},
): Promise<FoundResource[]> {
  sandbox = await startSandbox(account)
  const absent = (answer: UnreadableAnswer) => {
    throw answer
  }
  const warn = (failure: AwsFailure) => {
    throw new Error(failure.message)
  }
  const aws = sessionAt(sandbox.url, SANDBOX_KEYS)
  const found = []
  const context = {
    aws,
    region,
    accountId: account.accountId,
    partition,
    signal: new AbortController().signal,
    hasTagIndex,
    warn,
    absent,
    missPart: (_: string, failure: AwsFailure) => warn(failure),
  }
  for await (const page of getResourceType(type).list(context)) found.push(...page)
  return found
}

test("ec2: a full instance has every address and its groups, in order", async () => {
  const account = accountWith("eu-west-1", (_, state) => {
    state.reservations.push({
      ReservationId: "r-1",
      OwnerId: "111122223333",
      Instances: [
        {
          InstanceId: "i-0a1",
          ImageId: "ami-1",
          InstanceType: "m7g.large",
          KeyName: "ops",
          State: { Code: 16, Name: "running" },
          LaunchTime: CREATED,
          Placement: { AvailabilityZone: "eu-west-1b" },
          Monitoring: { State: "enabled" },
          PlatformDetails: "Linux/UNIX",
          Architecture: "arm64",
          IamInstanceProfile: { Arn: "arn:aws:iam::111122223333:instance-profile/app" },
          VpcId: "vpc-1",
          SubnetId: "subnet-1",
          PrivateIpAddress: "10.0.0.5",
          PublicIpAddress: "54.1.2.3",
          SecurityGroups: [
            { GroupId: "sg-b", GroupName: "web" },
            { GroupId: "sg-a", GroupName: "base" },
          ],
          NetworkInterfaces: [
            {
              PrivateIpAddresses: [
                { PrivateIpAddress: "10.0.0.5", Association: { PublicIp: "54.1.2.3" } },
                { PrivateIpAddress: "10.0.0.4" },
              ],
              Ipv6Addresses: [{ Ipv6Address: "2a05::1" }],
            },
          ],
          Tags: [
            { Key: "team", Value: "" },
            { Key: "Name", Value: "größe-网络 <&>" },
          ],
        },
      ],
    })
  })
  expect(await find("ec2", "eu-west-1", account)).toEqual([
    {
      region: "eu-west-1",
      resourceId: "i-0a1",
      arn: "arn:aws:ec2:eu-west-1:111122223333:instance/i-0a1",
      name: "größe-网络 <&>",
      status: "running",
      vpcId: "vpc-1",
      subnetId: "subnet-1",
      privateIp: "10.0.0.5",
      publicIp: "54.1.2.3",
      tags: { Name: "größe-网络 <&>", team: "" },
      properties: {
        instance_type: "m7g.large",
        ami_id: "ami-1",
        key_name: "ops",
        availability_zone: "eu-west-1b",
        launch_time: "2026-03-01T09:12:44.000Z",
        security_groups: [
          { id: "sg-a", name: "base" },
          { id: "sg-b", name: "web" },
        ],
        private_ips: ["10.0.0.4", "10.0.0.5"],
        public_ips: ["54.1.2.3"],
        ipv6_addresses: ["2a05::1"],
        monitoring: "enabled",
        platform: "Linux/UNIX",
        prefixes: [],
        architecture: "arm64",
        iam_instance_profile: "arn:aws:iam::111122223333:instance-profile/app",
        managed_by: null,
      },
    },
  ])
})

test("ec2: a terminated instance without name or network is kept, and nothing is invented", async () => {
  const account = accountWith("us-east-1", (_, state) => {
    state.reservations.push({
      ReservationId: "r-1",
      OwnerId: "111122223333",
      Instances: [{ InstanceId: "i-gone", State: { Name: "terminated", Code: 48 } }],
    })
  })
  const [gone] = await find("ec2", "us-east-1", account)
  expect(gone).toMatchObject({
    name: null,
    status: "terminated",
    vpcId: null,
    privateIp: null,
    publicIp: null,
    tags: {},
  })
  expect(gone?.properties).toMatchObject({ private_ips: [], launch_time: null, iam_instance_profile: null })
})

test.each([
  ["cn-north-1", "aws-cn"],
  ["us-gov-west-1", "aws-us-gov"],
] as const)("ARNs of %s start with arn:%s", async (region, partition) => {
  const account = accountWith(region, (all, state) => {
    state.vpcs.push({ VpcId: "vpc-1", OwnerId: "111122223333" })
    state.classics.push({ LoadBalancerName: "old" })
    state.balancerTags.old = []
    all.buckets.push({ name: "b-1", created: CREATED, region, tags: null })
  })
  expect((await find("vpc", region, account, { partition }))[0]?.arn).toBe(
    `arn:${partition}:ec2:${region}:111122223333:vpc/vpc-1`,
  )
  await sandbox?.stop()
  expect((await find("elb", region, account, { partition }))[0]?.arn).toBe(
    `arn:${partition}:elasticloadbalancing:${region}:111122223333:loadbalancer/old`,
  )
  await sandbox?.stop()
  expect((await find("s3", region, account, { partition }))[0]).toMatchObject({
    arn: `arn:${partition}:s3:::b-1`,
    tags: {},
    region,
  })
})

test("vpc: every CIDR block is listed, IPv6 too, and a shared VPC keeps its owner in its ARN", async () => {
  const account = accountWith("us-east-1", (_, state) => {
    state.vpcs.push({
      VpcId: "vpc-2",
      OwnerId: "999988887777",
      State: "available",
      CidrBlock: "10.1.0.0/16",
      CidrBlockAssociationSet: [
        { CidrBlock: "100.64.0.0/16", CidrBlockState: { State: "associated" } },
        { CidrBlock: "10.1.0.0/16", CidrBlockState: { State: "associated" } },
      ],
      Ipv6CidrBlockAssociationSet: [{ Ipv6CidrBlock: "2a05:d018::/56", Ipv6CidrBlockState: { State: "associated" } }],
      DhcpOptionsId: "dopt-1",
      InstanceTenancy: "default",
      IsDefault: false,
    })
  })
  const [found] = await find("vpc", "us-east-1", account)
  expect(found?.arn).toBe("arn:aws:ec2:us-east-1:999988887777:vpc/vpc-2")
  expect(found?.properties).toEqual({
    cidr_block: "10.1.0.0/16",
    cidr_block_associations: [
      { cidr_block: "10.1.0.0/16", state: "associated" },
      { cidr_block: "100.64.0.0/16", state: "associated" },
    ],
    ipv6_cidr_block_associations: [{ cidr_block: "2a05:d018::/56", state: "associated" }],
    is_default: false,
    dhcp_options_id: "dopt-1",
    instance_tenancy: "default",
    owner_id: "999988887777",
  })
})

test("rds: a database that is still being created has no endpoint, and missing tags take another call", async () => {
  const arn = (id: string) => `arn:aws:rds:us-east-1:111122223333:db:${id}`
  const account = accountWith("us-east-1", (_, state) => {
    state.databases.push(
      {
        DBInstanceIdentifier: "new",
        DBInstanceArn: arn("new"),
        DBInstanceStatus: "creating",
        Engine: "postgres",
        MultiAZ: false,
        TagList: [],
      },
      {
        DBInstanceIdentifier: "old",
        DBInstanceArn: arn("old"),
        DBInstanceStatus: "available",
        Engine: "mysql",
        EngineVersion: "8.4.3",
        DBInstanceClass: "db.r7g.large",
        AllocatedStorage: 100,
        StorageType: "gp3",
        StorageEncrypted: true,
        Endpoint: { Address: "old.x.us-east-1.rds.amazonaws.com", Port: 3306 },
        MultiAZ: true,
        AvailabilityZone: "us-east-1a",
        BackupRetentionPeriod: 7,
        PubliclyAccessible: false,
        InstanceCreateTime: CREATED,
        DBSubnetGroup: { VpcId: "vpc-1" },
        VpcSecurityGroups: [{ VpcSecurityGroupId: "sg-1" }],
      },
    )
  })
  const [creating, available] = await find("rds", "us-east-1", account)
  expect(creating).toMatchObject({ status: "creating", tags: {}, vpcId: null })
  expect(creating?.properties).toMatchObject({
    endpoint: null,
    port: null,
    multi_az: false,
    storage_encrypted: null,
    created_at: null,
  })
  expect(available).toMatchObject({
    arn: arn("old"),
    name: "old",
    vpcId: "vpc-1",
    tags: { "told-by": "ListTagsForResource" },
  })
  expect(available?.properties).toEqual({
    engine: "mysql",
    engine_version: "8.4.3",
    instance_class: "db.r7g.large",
    allocated_storage: 100,
    storage_type: "gp3",
    storage_encrypted: true,
    endpoint: "old.x.us-east-1.rds.amazonaws.com",
    port: 3306,
    multi_az: true,
    availability_zone: "us-east-1a",
    backup_retention_period: 7,
    publicly_accessible: false,
    db_cluster_identifier: null,
    created_at: "2026-03-01T09:12:44.000Z",
    security_groups: ["sg-1"],
  })
})

test("lambda: if a region denies the tag index, each function's tags take one call", async () => {
  const arn = "arn:aws:lambda:us-east-1:111122223333:function:resize"
  const account = accountWith("us-east-1", (all, state) => {
    state.functions.push({ FunctionName: "resize", FunctionArn: arn, LastModified: "2026-03-01T09:12:44.000+0000" })
    state.functionTags[arn] = { env: "prod" }
    if (all.identities[0]) all.identities[0].allow = ["lambda:ListFunctions", "lambda:ListTags"]
  })
  const [found] = await find("lambda", "us-east-1", account, { hasTagIndex: true })
  expect(found?.tags).toEqual({ env: "prod" })
  expect(sandbox?.calls.map(({ action }) => action).sort()).toEqual([
    "lambda:ListFunctions",
    "lambda:ListTags",
    "tag:GetResources",
  ])
})

test("lambda: Lambda is asked only for new functions that the tag index does not know yet", async () => {
  const functionOf = (name: string, LastModified: string) => ({
    FunctionName: name,
    FunctionArn: `arn:aws:lambda:us-east-1:111122223333:function:${name}`,
    LastModified,
  })
  const young = functionOf("young", new Date().toISOString().replace("Z", "+0000"))
  const old = functionOf("old", "2026-03-01T09:12:44.000+0000")
  const account = accountWith("us-east-1", (_, state) => {
    state.functions.push(young, old)
    // For the old function Lambda would answer with an error, so its tags would be unknown.
    state.functionTags = { [young.FunctionArn]: {} }
  })
  const found = await find("lambda", "us-east-1", account, { hasTagIndex: true })
  expect(found.map(({ tags }) => tags)).toEqual([{}, {}])
  expect(sandbox?.calls.filter(({ action }) => action === "lambda:ListTags")).toHaveLength(1)
})

test("lambda: an image function has no runtime, and the properties have no environment values", async () => {
  const arn = "arn:aws:lambda:us-east-1:111122223333:function:resize"
  const account = accountWith("us-east-1", (_, state) => {
    state.functions.push({
      FunctionName: "resize",
      FunctionArn: arn,
      PackageType: "Image",
      Role: "arn:aws:iam::111122223333:role/r",
      MemorySize: 256,
      Timeout: 15,
      CodeSize: 0,
      LastModified: "2026-03-01T09:12:44.000+0000",
      Architectures: ["arm64"],
      Layers: [{ Arn: "arn:aws:lambda:us-east-1:111122223333:layer:otel:3" }],
      Environment: { Variables: { Z_TOKEN: "secret", A_URL: "x" } },
      VpcConfig: { VpcId: "vpc-1", SubnetIds: ["subnet-2", "subnet-1"], SecurityGroupIds: ["sg-1"] },
    })
    state.functionTags[arn] = { b: "2", a: "" }
  })
  const [found] = await find("lambda", "us-east-1", account)
  expect(found).toMatchObject({
    name: "resize",
    status: "active",
    vpcId: "vpc-1",
    tags: { a: "", b: "2" },
    secrets: { Z_TOKEN: "secret", A_URL: "x" },
  })
  expect(found?.properties).toEqual({
    runtime: null,
    handler: null,
    memory_size: 256,
    timeout: 15,
    code_size: 0,
    last_modified: "2026-03-01T09:12:44.000Z",
    role: "arn:aws:iam::111122223333:role/r",
    package_type: "Image",
    architectures: ["arm64"],
    layers: ["arn:aws:lambda:us-east-1:111122223333:layer:otel:3"],
    environment: ["A_URL", "Z_TOKEN"],
    description: null,
    subnet_ids: ["subnet-1", "subnet-2"],
    security_groups: ["sg-1"],
  })
})

test("elb: network balancers show their addresses, and classic balancers are listed too", async () => {
  const arn = "arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/net/edge/9fa1"
  const account = accountWith("us-east-1", (_, state) => {
    state.balancers.push({
      LoadBalancerArn: arn,
      LoadBalancerName: "edge",
      Type: "network",
      Scheme: "internet-facing",
      DNSName: "edge.elb.amazonaws.com",
      State: { Code: "active" },
      VpcId: "vpc-1",
      CreatedTime: CREATED,
      IpAddressType: "ipv4",
      AvailabilityZones: [
        { ZoneName: "us-east-1b", SubnetId: "subnet-b", LoadBalancerAddresses: [{ IpAddress: "54.9.9.9" }] },
        { ZoneName: "us-east-1a", SubnetId: "subnet-a", LoadBalancerAddresses: [] },
      ],
    })
    state.balancerTags[arn] = [{ Key: "env", Value: "prod" }]
    state.classics.push({
      LoadBalancerName: "old",
      Scheme: "internal",
      DNSName: "old.elb",
      VPCId: "vpc-1",
      AvailabilityZones: ["us-east-1a"],
      Subnets: ["subnet-a"],
      SecurityGroups: ["sg-1"],
    })
    state.balancerTags.old = [{ Key: "age", Value: "9" }]
  })
  const [network, classic] = await find("elb", "us-east-1", account)
  expect(network).toMatchObject({
    resourceId: "net/edge/9fa1",
    arn,
    name: "edge",
    status: "active",
    publicIp: "54.9.9.9",
    privateIp: null,
    tags: { env: "prod" },
  })
  expect(network?.properties).toEqual({
    type: "network",
    scheme: "internet-facing",
    dns_name: "edge.elb.amazonaws.com",
    availability_zones: ["us-east-1a", "us-east-1b"],
    security_groups: [],
    subnets: ["subnet-a", "subnet-b"],
    ip_address_type: "ipv4",
    private_ips: [],
    public_ips: ["54.9.9.9"],
    ipv6_addresses: [],
    created_at: "2026-03-01T09:12:44.000Z",
  })
  expect(classic).toMatchObject({
    resourceId: "old",
    name: "old",
    status: "active",
    tags: { age: "9" },
    properties: { type: "classic", scheme: "internal" },
  })
})

test("s3: each bucket has its own region, and no tag set means no tags", async () => {
  const account = accountWith("us-east-1", (all) => {
    all.enabledRegions.push("eu-west-1")
    all.buckets.push(
      { name: "here", created: CREATED, region: "us-east-1", tags: null },
      { name: "there", created: CREATED, region: "eu-west-1", tags: [{ Key: "k", Value: "" }] },
    )
  })
  expect(await find("s3", "us-east-1", account)).toMatchObject([
    {
      resourceId: "here",
      region: "us-east-1",
      tags: {},
      arn: "arn:aws:s3:::here",
      properties: { location: "us-east-1", creation_date: "2026-03-01T09:12:44.000Z" },
    },
    { resourceId: "there", region: "eu-west-1", tags: { k: "" } },
  ])
})

test("s3: GetBucketLocation gives a missing region: null is us-east-1, EU is eu-west-1", async () => {
  const account = accountWith("us-east-1", (all) => {
    all.enabledRegions.push("eu-west-1", "sa-east-1")
    const bucket = { created: CREATED, tags: null, hidesRegion: true }
    all.buckets.push(
      { ...bucket, name: "null", region: "us-east-1" },
      { ...bucket, name: "old", region: "eu-west-1", isLegacyEu: true },
      { ...bucket, name: "plain", region: "sa-east-1" },
    )
  })
  const found = await find("s3", "us-east-1", account)
  expect(found.map(({ resourceId, region }) => [resourceId, region])).toEqual([
    ["null", "us-east-1"],
    ["old", "eu-west-1"],
    ["plain", "sa-east-1"],
  ])
})

test("elb: if a balancer is deleted before its tags are read, the others keep their tags", async () => {
  const arn = (n: number) => `arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/b-${n}/x`
  const account = accountWith("us-east-1", (_, state) => {
    for (let n = 0; n < 5; n++)
      state.balancers.push({ LoadBalancerArn: arn(n), LoadBalancerName: `b-${n}`, Type: "application" })
    for (const n of [0, 1, 2, 4]) state.balancerTags[arn(n)] = [{ Key: "n", Value: String(n) }]
  })
  expect((await find("elb", "us-east-1", account)).map(({ tags }) => tags)).toEqual([
    { n: "0" },
    { n: "1" },
    { n: "2" },
    undefined,
    { n: "4" },
  ])
})
