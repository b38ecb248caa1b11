import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import {
  AllocateAddressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateInternetGatewayCommand,
  CreateKeyPairCommand,
  CreateNatGatewayCommand,
  CreateNetworkInterfaceCommand,
  CreateSecurityGroupCommand,
  CreateTagsCommand,
  CreateVolumeCommand,
  CreateVpcCommand,
  CreateVpcEndpointCommand,
  CreateVpcPeeringConnectionCommand,
  DescribeRegionsCommand,
  DescribeSubnetsCommand,
  EC2Client,
  type Instance,
  type ResourceType,
  RunInstancesCommand,
} from "@aws-sdk/client-ec2"
import {
  AddTagsCommand as AddClassicTags,
  CreateLoadBalancerCommand as CreateClassic,
  ElasticLoadBalancingClient,
} from "@aws-sdk/client-elastic-load-balancing"
import { CreateLoadBalancerCommand, ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2"
import { CreateFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda"
import {
  CreateAccountCommand,
  CreateOrganizationalUnitCommand,
  CreateOrganizationCommand,
  ListRootsCommand,
  MoveAccountCommand,
  OrganizationsClient,
} from "@aws-sdk/client-organizations"
import { CreateDBInstanceCommand, RDSClient } from "@aws-sdk/client-rds"
import { CreateBucketCommand, PutBucketTaggingCommand, S3Client } from "@aws-sdk/client-s3"
import { NodeHttpHandler } from "@smithy/node-http-handler"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { getIdentity, listEnabledRegions } from "@/lib/aws/account"
import { concurrently } from "@/lib/aws/concurrently"
import type { AwsFailure } from "@/lib/aws/failure"
import { listOrganization } from "@/lib/aws/organization"
import type { UnreadableAnswer } from "@/lib/aws/read/unreadable"
import type { FoundResource } from "@/lib/aws/resource"
import { getResourceType } from "@/lib/aws/resource-types/registry"
import { assumeRole } from "@/lib/aws/roles"
import { readSettings } from "@/lib/config"
import { derivedSpecs } from "../sandbox/derived"
import { sessionAt } from "../support/aws"
import { freePort } from "../support/system-postgres"
import { type Seeded, seed, serviceOf } from "./seeds"

const isHere = (() => {
  try {
    execFileSync("moto_server", ["--help"], { stdio: "ignore" })
    return true
  } catch {
    console.warn("SKIPPED: moto_server is not on the PATH, so the scanners were not compared with it")
    return false
  }
})()

const REGIONS = ["us-east-1", "eu-west-1", "ap-south-1"] as const
const ACCOUNT = "123456789012"
/** One more than a page. moto counts reservations, so each instance is launched separately. */
const MANY = 1001
const credentials = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "moto takes any" }
const tagList = (tags: Record<string, string>) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))

let server: ChildProcess
let endpoint: string

const client = <C>(Client: new (config: object) => C, region: string): C =>
  // Without a handler of their own, some clients speak HTTP/2, which the emulator does not.
  new Client({
    region,
    endpoint,
    credentials,
    forcePathStyle: true,
    maxAttempts: 5,
    requestHandler: new NodeHttpHandler(),
  })

async function list(type: string, region: string): Promise<FoundResource[]> {
  const absent = (answer: UnreadableAnswer) => {
    throw answer
  }
  const warn = (failure: AwsFailure) => {
    throw new Error(failure.message)
  }
  const aws = sessionAt(endpoint, credentials)
  const context = {
    aws,
    region,
    accountId: ACCOUNT,
    partition: "aws" as const,
    signal: new AbortController().signal,
    hasTagIndex: false,
    warn,
    absent,
    missPart: (_: string, failure: AwsFailure) => warn(failure),
  }
  const found = []
  for await (const page of getResourceType(type).list(context)) found.push(...page)
  return found
}

describe.skipIf(!isHere)("the scanners against moto_server", () => {
  beforeAll(async () => {
    const port = await freePort()
    endpoint = `http://127.0.0.1:${port}`
    server = spawn("moto_server", ["-H", "127.0.0.1", "-p", String(port)], { stdio: "ignore", detached: true })
    const answers = () =>
      fetch(`${endpoint}/moto-api/`).then(
        (answer) => answer.ok,
        () => false,
      )
    while (!(await answers())) await new Promise((done) => setTimeout(done, 200))
  })
  afterAll(() => {
    // The launcher may have started the server as its child.
    if (server.pid) process.kill(-server.pid, "SIGKILL")
  })

  test("the account and its enabled regions are found", async () => {
    const aws = sessionAt(endpoint, credentials)
    expect(await getIdentity(aws, "us-east-1")).toMatchObject({ accountId: ACCOUNT })
    const { regions } = await listEnabledRegions(aws, "us-east-1")
    expect(regions).toEqual(expect.arrayContaining([...REGIONS]))
    // If an emulator lists regions that are not enabled, they are left out.
    const { Regions } = await client(EC2Client, "us-east-1").send(new DescribeRegionsCommand({}))
    expect(regions).toEqual(
      Regions?.filter(({ OptInStatus }) => OptInStatus !== "not-opted-in")
        .map(({ RegionName }) => RegionName)
        .sort(),
    )
  })

  test("a role is assumed, in a session of the wanted name, and reaches another account alone", async () => {
    const other = "222233334444"
    const request = {
      roleArn: `arn:aws:iam::${other}:role/aws-connect-read`,
      ...{ externalId: "awc-1", sessionName: "aws-connect-test", durationSeconds: 900, region: "us-east-1" },
    }
    const keys = await assumeRole({ ...readSettings({}).aws, endpoint }, credentials, request)
    expect(keys.sessionToken).toBeTruthy()
    expect((keys.expiration?.getTime() ?? 0) - Date.now()).toBeLessThanOrEqual(900_000)
    const aws = sessionAt(endpoint, keys)
    expect(await getIdentity(aws, "us-east-1")).toEqual({
      accountId: other,
      arn: `arn:aws:sts::${other}:assumed-role/aws-connect-read/aws-connect-test`,
    })
    const { Vpc } = await client(EC2Client, "us-east-1").send(new CreateVpcCommand({ CidrBlock: "10.77.0.0/16" }))
    const reach = { aws, region: "us-east-1", accountId: other, partition: "aws" as const, hasTagIndex: false }
    const ids = []
    for await (const page of getResourceType("vpc").list({
      ...reach,
      signal: new AbortController().signal,
      warn: () => {},
      absent: () => {},
      missPart: () => {},
    }))
      ids.push(...page.map(({ resourceId }) => resourceId))
    expect(ids).not.toContain(Vpc?.VpcId)
  })

  test("an organisation is listed with its units, over several pages, and without the paths that moto lacks", async () => {
    const organizations = client(OrganizationsClient, "us-east-1")
    const { Organization } = await organizations.send(new CreateOrganizationCommand({ FeatureSet: "ALL" }))
    const { Roots } = await organizations.send(new ListRootsCommand({}))
    const root = Roots?.[0]?.Id ?? ""
    const unit = async (Name: string, ParentId: string) =>
      (await organizations.send(new CreateOrganizationalUnitCommand({ Name, ParentId }))).OrganizationalUnit?.Id ?? ""
    const work = await unit("Workloads", root)
    const prod = await unit("Prod", work)
    const names = Array.from({ length: 24 }, (_, index) => `account-${index}`)
    for (const [index, AccountName] of names.entries()) {
      const made = await organizations.send(
        new CreateAccountCommand({ AccountName, Email: `${AccountName}@example.com` }),
      )
      const AccountId = made.CreateAccountStatus?.AccountId ?? ""
      if (index < 2)
        await organizations.send(
          new MoveAccountCommand({ AccountId, SourceParentId: root, DestinationParentId: index ? prod : work }),
        )
    }
    const listed = await listOrganization(sessionAt(endpoint, credentials), "us-east-1")
    expect(listed).toMatchObject({ id: Organization?.Id, isComplete: true, failures: [] })
    expect(listed.accounts).toHaveLength(25)
    const pathOf = (name: string) => listed.accounts.find((one) => one.name === name)?.ouPath
    expect([pathOf("account-0"), pathOf("account-1"), pathOf("account-2")]).toEqual([
      "Root/Workloads",
      "Root/Workloads/Prod",
      "Root",
    ])
    expect(new Set(listed.accounts.map(({ state }) => state))).toEqual(new Set(["ACTIVE"]))
  })

  test.each(REGIONS)("ec2 and vpc in %s: the captured fields are right", async (region) => {
    const ec2 = client(EC2Client, region)
    const { Vpc } = await ec2.send(
      new CreateVpcCommand({ CidrBlock: "10.9.0.0/16", AmazonProvidedIpv6CidrBlock: true }),
    )
    await ec2.send(
      new CreateTagsCommand({ Resources: [Vpc?.VpcId ?? ""], Tags: tagList({ Name: `net ${region}`, empty: "" }) }),
    )
    const vpc = (await list("vpc", region)).find(({ resourceId }) => resourceId === Vpc?.VpcId)
    expect(vpc).toMatchObject({
      region,
      arn: `arn:aws:ec2:${region}:${ACCOUNT}:vpc/${Vpc?.VpcId}`,
      name: `net ${region}`,
      status: "available",
      vpcId: Vpc?.VpcId,
      tags: { Name: `net ${region}`, empty: "" },
      properties: {
        cidr_block: "10.9.0.0/16",
        cidr_block_associations: [{ cidr_block: "10.9.0.0/16", state: "associated" }],
        ipv6_cidr_block_associations: [
          { cidr_block: Vpc?.Ipv6CidrBlockAssociationSet?.[0]?.Ipv6CidrBlock, state: "associated" },
        ],
        is_default: false,
        instance_tenancy: "default",
      },
    })

    const launched = await ec2.send(
      new RunInstancesCommand({
        ImageId: "ami-12c6146b",
        InstanceType: "m5.large",
        KeyName: "ops",
        MinCount: 2,
        MaxCount: 2,
        TagSpecifications: [{ ResourceType: "instance", Tags: tagList({ Name: "größe-网络", team: "" }) }],
      }),
    )
    const found = await list("ec2", region)
    for (const one of launched.Instances ?? [])
      compareInstance(
        one,
        found.find(({ resourceId }) => resourceId === one.InstanceId),
        region,
      )
    expect(found).toHaveLength(2)
  })

  test("ec2: all instances are listed, even if they do not fit on one page", async () => {
    const ec2 = client(EC2Client, "us-east-1")
    await concurrently(Array.from({ length: MANY }), () =>
      ec2.send(
        new RunInstancesCommand({ ImageId: "ami-12c6146b", InstanceType: "t3.micro", MinCount: 1, MaxCount: 1 }),
      ),
    )
    const found = await list("ec2", "us-east-1")
    expect(new Set(found.map(({ resourceId }) => resourceId)).size).toBe(MANY + 2)
  })

  test.each(REGIONS)("rds in %s: all databases are listed, and the captured fields are right", async (region) => {
    const rds = client(RDSClient, region)
    const wanted = {
      Engine: "postgres",
      EngineVersion: "16.4",
      DBInstanceClass: "db.m5.large",
      AllocatedStorage: 50,
      StorageType: "gp3",
      MasterUsername: "u",
      MasterUserPassword: "not a secret",
    }
    const count = region === "us-east-1" ? 101 : 2
    await concurrently(
      Array.from({ length: count }, (_, n) => n),
      (n) =>
        rds.send(
          new CreateDBInstanceCommand({
            ...wanted,
            DBInstanceIdentifier: `db-${n}`,
            MultiAZ: true,
            StorageEncrypted: true,
            BackupRetentionPeriod: 7,
            PubliclyAccessible: true,
            Tags: tagList({ env: "prod", n: String(n) }),
          }),
        ),
    )
    const found = await list("rds", region)
    expect(found).toHaveLength(count)
    expect(found.find(({ resourceId }) => resourceId === "db-1")).toMatchObject({
      region,
      arn: `arn:aws:rds:${region}:${ACCOUNT}:db:db-1`,
      name: "db-1",
      status: "available",
      tags: { env: "prod", n: "1" },
      properties: {
        engine: "postgres",
        engine_version: "16.4",
        instance_class: "db.m5.large",
        allocated_storage: 50,
        storage_type: "gp3",
        storage_encrypted: true,
        endpoint: expect.stringContaining("db-1"),
        port: 5432,
        multi_az: true,
        availability_zone: expect.stringContaining(region),
        backup_retention_period: 7,
        publicly_accessible: true,
      },
    })
  })

  test.each(REGIONS)("elb in %s: application, network and classic balancers are listed", async (region) => {
    const ec2 = client(EC2Client, region)
    const { Instances } = await ec2.send(new RunInstancesCommand({ ImageId: "ami-12c6146b", MinCount: 1, MaxCount: 1 }))
    const subnet = Instances?.[0]?.SubnetId ?? ""
    const v2 = client(ElasticLoadBalancingV2Client, region)
    const made = await Promise.all(
      (["application", "network"] as const).map(async (Type) => {
        const answer = await v2.send(
          new CreateLoadBalancerCommand({
            Name: `lb-${Type}`,
            Type,
            Scheme: "internal",
            Subnets: [subnet],
            Tags: tagList({ kind: Type, empty: "" }),
          }),
        )
        return answer.LoadBalancers?.[0]
      }),
    )
    const classic = client(ElasticLoadBalancingClient, region)
    await classic.send(
      new CreateClassic({
        LoadBalancerName: "old",
        AvailabilityZones: [`${region}a`],
        Listeners: [{ Protocol: "http", LoadBalancerPort: 80, InstancePort: 80 }],
      }),
    )
    await classic.send(new AddClassicTags({ LoadBalancerNames: ["old"], Tags: [{ Key: "age", Value: "9" }] }))
    const found = await list("elb", region)
    expect(found).toHaveLength(3)
    for (const one of made) {
      expect(found.find(({ arn }) => arn === one?.LoadBalancerArn)).toMatchObject({
        region,
        resourceId: one?.LoadBalancerArn?.split(":loadbalancer/")[1],
        name: one?.LoadBalancerName,
        vpcId: one?.VpcId,
        tags: { kind: one?.Type, empty: "" },
        properties: {
          type: one?.Type,
          scheme: "internal",
          dns_name: one?.DNSName,
          availability_zones: one?.AvailabilityZones?.map(({ ZoneName }) => ZoneName),
        },
      })
    }
    expect(found.find(({ resourceId }) => resourceId === "old")).toMatchObject({
      name: "old",
      tags: { age: "9" },
      properties: { type: "classic", availability_zones: [`${region}a`] },
    })
  })

  test.each(REGIONS)("lambda in %s: the captured fields are right", async (region) => {
    const lambda = client(LambdaClient, region)
    const { IAMRole } = { IAMRole: `arn:aws:iam::${ACCOUNT}:role/runner` }
    await createRole()
    const made = await lambda.send(
      new CreateFunctionCommand({
        FunctionName: "resize",
        Runtime: "nodejs22.x",
        Handler: "index.handler",
        Role: IAMRole,
        Code: { ZipFile: emptyZip },
        MemorySize: 256,
        Timeout: 15,
        Architectures: ["arm64"],
        Environment: { Variables: { B: "2", A: "1" } },
        Tags: { team: "media", empty: "" },
      }),
    )
    expect(await list("lambda", region)).toMatchObject([
      {
        region,
        resourceId: "resize",
        arn: made.FunctionArn,
        name: "resize",
        status: "active",
        tags: { empty: "", team: "media" },
        secrets: { A: "1", B: "2" },
        properties: {
          runtime: "nodejs22.x",
          handler: "index.handler",
          memory_size: 256,
          timeout: 15,
          code_size: made.CodeSize,
          last_modified: expect.stringMatching(/^\d{4}-.*Z$/),
          role: IAMRole,
          package_type: "Zip",
          architectures: ["arm64"],
          layers: [],
          environment: ["A", "B"],
        },
      },
    ])
  })

  const SEEDED = [
    "ebs_volume",
    "network_interface",
    "elastic_ip",
    "security_group",
    "subnet",
    "internet_gateway",
    "key_pair",
  ]

  test("types that are data: the same ids, names and tags as the SDK's own list", async () => {
    const region = "eu-west-1"
    const ec2 = client(EC2Client, region)
    const Tags = tagList({ Name: "made", team: "größe" })
    const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}))
    const SubnetId = Subnets[0]?.SubnetId ?? ""
    const [VpcId, Zone] = [Subnets[0]?.VpcId, Subnets[0]?.AvailabilityZone]
    const tagged = (ResourceType: ResourceType) => ({ TagSpecifications: [{ ResourceType, Tags }] })
    await ec2.send(new CreateVolumeCommand({ AvailabilityZone: Zone, Size: 8, ...tagged("volume") }))
    await ec2.send(new CreateNetworkInterfaceCommand({ SubnetId, ...tagged("network-interface") }))
    await ec2.send(new AllocateAddressCommand({ Domain: "vpc", ...tagged("elastic-ip") }))
    const { GroupId } = await ec2.send(
      new CreateSecurityGroupCommand({ GroupName: "web", Description: "web", VpcId, ...tagged("security-group") }),
    )
    await ec2.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId,
        IpProtocol: "tcp",
        FromPort: 443,
        ToPort: 443,
        CidrIp: "0.0.0.0/0",
      }),
    )
    await ec2.send(new CreateTagsCommand({ Resources: [SubnetId], Tags }))
    await ec2.send(new CreateInternetGatewayCommand(tagged("internet-gateway")))
    await ec2.send(new CreateKeyPairCommand({ KeyName: "ops", ...tagged("key-pair") }))
    await ec2.send(new CreateNatGatewayCommand({ SubnetId, ConnectivityType: "private" }))
    await ec2.send(new CreateVpcEndpointCommand({ VpcId, ServiceName: `com.amazonaws.${region}.s3` }))
    await ec2.send(new CreateVpcPeeringConnectionCommand({ VpcId, PeerVpcId: VpcId }))
    // The emulator does not know them.
    const unknown = ["client_vpn_endpoint", "ec2_capacity_reservation", "ec2_reserved_instance"]
    for (const { type, list: call, id, tags, service } of derivedSpecs) {
      if (unknown.includes(type)) continue
      if (service.name !== "EC2" || !("operation" in call) || typeof tags !== "string") continue
      const sdk = (await import("@aws-sdk/client-ec2")) as unknown as Record<string, new (input: object) => never>
      const Command = sdk[`${call.operation}Command`]
      if (!Command) throw new Error(call.operation)
      const answer = (await ec2.send(new Command({ ...call.input }))) as unknown as Record<
        string,
        Record<string, unknown>[]
      >
      const items = answer[String(call.items)] ?? []
      const found = await list(type, region)
      const idOf = (item: Record<string, unknown>) => String(item[id.split(" ")[0] ?? ""])
      const tagsOf = (item: Record<string, unknown>) =>
        Object.fromEntries(
          ((item[tags] ?? []) as { Key: string; Value: string }[]).map(({ Key, Value }) => [Key, Value]),
        )
      expect(Object.fromEntries(found.map((one) => [one.resourceId, one.tags ?? {}])), type).toEqual(
        Object.fromEntries(items.map((item) => [idOf(item), tagsOf(item)])),
      )
      const own = found.filter((one) => one.tags?.team === "größe")
      expect(own, type).toHaveLength(SEEDED.includes(type) ? 1 : 0)
    }
    const [group] = (await list("security_group", region)).filter(({ resourceId }) => resourceId === GroupId)
    expect(group).toMatchObject({ name: "web", vpcId: VpcId, properties: { description: "web" } })
    expect(group?.properties.ingress).toMatchObject([{ protocol: "tcp", from_port: 443, peer: "0.0.0.0/0" }])
  })

  describe("what was made by the SDK is found, with its tags", () => {
    let made: Seeded[]
    const refused: string[] = []
    const region = "us-east-1"
    beforeAll(async () => {
      made = await seed(async (prefix, operation, input) => {
        const { package: name, client: Client } = serviceOf(prefix)
        const sdk = (await import(name)) as Record<string, new (input: object) => never>
        const opened = client(sdk[Client] as never, region) as {
          send(command: unknown): Promise<Record<string, unknown>>
        }
        return opened.send(new (sdk[`${operation}Command`] as (typeof sdk)[string])(input)).catch((error: Error) => {
          refused.push(`${operation}: ${error.message}`)
          return {}
        })
      }, region)
    })
    test("the emulator took all of it", () => expect(refused).toEqual([]))
    /** The emulator answers no id, a value of a wrong type, or an error, or does not know them; others need what it has not. */
    const left = [
      ...["beanstalk_environment", "opensearch_domain", "iam_instance_profile", "codepipeline"],
      ...["beanstalk_application", "iam_saml_provider", "iam_server_certificate"],
      ...["eks_addon", "ecs_container_instance", "elasticache_serverless", "event_source_mapping"],
      ...["msk_cluster", "network_firewall", "workspace", "direct_connect_connection", "dms_instance", "dms_task"],
      ...["redshift_serverless_workgroup", "datasync_task", "api_domain", "directory", "access_analyzer"],
      ...["config_rule", "amplify_app", "codedeploy_application", "opensearch_serverless_collection"],
      ...["bedrock_knowledge_base", "bedrock_guardrail", "app_runner_service", "grafana_workspace"],
      ...["identity_center", "global_accelerator", "registered_domain", "s3_table_bucket", "ses_identity"],
      ...["flink_application", "bedrock_agent"],
    ]
    const [ec2Types, types] = [true, false].map((isEc2) =>
      derivedSpecs.flatMap(({ type, service }) => ((service.name === "EC2") === isEc2 ? [type] : [])),
    ) as [string[], string[]]
    const check = async (type: string) => {
      const expected = made.filter((one) => one.type === type)
      expect(expected.length, `${type} needs a step in seeds.ts`).toBeGreaterThan(0)
      const found = new Map((await list(type, region)).map((one) => [one.resourceId, one]))
      for (const { id, tags } of expected) {
        expect([...found.keys()]).toContain(id)
        if (tags) expect(found.get(id)?.tags).toEqual(tags)
      }
    }
    test.each(types.filter((type) => !left.includes(type)))("%s", check)
    test("EC2's types that have a step in seeds.ts", async () => {
      const seeded = ec2Types.filter((type) => made.some((one) => one.type === type))
      expect(seeded).toContain("launch_template")
      for (const type of seeded) await check(type)
    })
  })

  test("s3: each bucket has its region, even if the list does not give it", async () => {
    for (const region of REGIONS) {
      const s3 = client(S3Client, region)
      const where = region === "us-east-1" ? {} : { CreateBucketConfiguration: { LocationConstraint: region } }
      await s3.send(new CreateBucketCommand({ Bucket: `bucket-${region}`, ...where }))
      if (region !== "ap-south-1")
        await s3.send(
          new PutBucketTaggingCommand({ Bucket: `bucket-${region}`, Tagging: { TagSet: tagList({ home: region }) } }),
        )
    }
    const found = (await list("s3", "us-east-1")).filter(({ name }) => name?.startsWith("bucket-"))
    expect(found).toHaveLength(3)
    for (const region of REGIONS) {
      expect(found.find(({ resourceId }) => resourceId === `bucket-${region}`)).toMatchObject({
        region,
        arn: `arn:aws:s3:::bucket-${region}`,
        tags: region === "ap-south-1" ? {} : { home: region },
        properties: { location: region, creation_date: expect.stringMatching(/Z$/) },
      })
    }
  })
})

function compareInstance(made: Instance, found: FoundResource | undefined, region: string): void {
  expect(found).toMatchObject({
    region,
    arn: `arn:aws:ec2:${region}:${ACCOUNT}:instance/${made.InstanceId}`,
    name: "größe-网络",
    status: "running",
    vpcId: made.VpcId,
    subnetId: made.SubnetId,
    privateIp: made.PrivateIpAddress,
    tags: { Name: "größe-网络", team: "" },
    properties: {
      instance_type: "m5.large",
      ami_id: "ami-12c6146b",
      key_name: "ops",
      availability_zone: made.Placement?.AvailabilityZone,
      launch_time: made.LaunchTime?.toISOString(),
      security_groups: (made.SecurityGroups ?? []).map(({ GroupId, GroupName }) => ({ id: GroupId, name: GroupName })),
      private_ips: [made.PrivateIpAddress],
      monitoring: made.Monitoring?.State,
      architecture: made.Architecture,
    },
  })
}

/** Creates the function's role through the plain query API, so that no other SDK client is needed. */
async function createRole(): Promise<void> {
  const body = new URLSearchParams({
    Action: "CreateRole",
    Version: "2010-05-08",
    RoleName: "runner",
    AssumeRolePolicyDocument: "{}",
  })
  const headers = {
    authorization:
      "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0",
  }
  await fetch(endpoint, { method: "POST", body, headers })
}

/** The smallest possible archive: only an end-of-central-directory record. */
const emptyZip = Buffer.from(`504b0506${"00".repeat(18)}`, "hex")
