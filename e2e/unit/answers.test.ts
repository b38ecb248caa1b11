import { DescribeInstances$, DescribeVpcs$, EC2Client } from "@aws-sdk/client-ec2"
import { ElasticLoadBalancingClient } from "@aws-sdk/client-elastic-load-balancing"
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2"
import { LambdaClient, ListFunctions$, ListTags$ } from "@aws-sdk/client-lambda"
import { OrganizationsClient } from "@aws-sdk/client-organizations"
import { DescribeDBInstances$, RDSClient } from "@aws-sdk/client-rds"
import { ResourceExplorer2Client } from "@aws-sdk/client-resource-explorer-2"
import { ResourceGroupsTaggingAPIClient } from "@aws-sdk/client-resource-groups-tagging-api"
import { GetBucketLocation$, GetBucketTagging$, S3Client } from "@aws-sdk/client-s3"
import { STSClient } from "@aws-sdk/client-sts"
import { describe, expect, test } from "vitest"
import { readStrictly } from "@/lib/aws/read/answers"
import { isWhole, listOf, mapOf } from "@/lib/aws/read/unreadable"
import { generateAccount } from "../sandbox/generate"
import { type Operation, operations } from "../sandbox/operations"
import { Sts } from "../sandbox/roles"
import { protocolOf, serialise } from "../sandbox/wire"
import { organizationOf } from "../support/world"

// biome-ignore lint/suspicious/noExplicitAny: the SDK's protocols are not typed from outside
type Unknown = any
const settings = { region: "us-east-1", credentials: { accessKeyId: "x", secretAccessKey: "y" } }
const clients = {
  ec2: EC2Client,
  rds: RDSClient,
  s3: S3Client,
  sts: STSClient,
  elasticloadbalancing: ElasticLoadBalancingV2Client,
  "elasticloadbalancing/2012-06-01": ElasticLoadBalancingClient,
  lambda: LambdaClient,
  tagging: ResourceGroupsTaggingAPIClient,
  organizations: OrganizationsClient,
  "resource-explorer-2": ResourceExplorer2Client,
}
type Service = keyof typeof clients

const JSON_TYPE = "application/json"

async function read(
  service: Service,
  schema: Operation["schema"],
  body: string,
  isStrict: boolean,
  more: Unknown = {},
) {
  const client: Unknown = new clients[service](settings)
  if (isStrict) readStrictly(client, more.skipped ?? [], () => "aws.example.com")
  const [, , name, , , output] = schema as Unknown
  const answer = {
    statusCode: more.status ?? 200,
    headers: { "content-type": more.type ?? (body.startsWith("{") ? JSON_TYPE : "text/xml") },
    body: Buffer.from(body),
  }
  const operation = { name, output: typeof output === "function" ? output() : output, input: "unit", traits: {} }
  return client.config.protocol.deserializeResponse(operation, client.config, answer)
}

/** The answer without what the SDK knows of the exchange. */
const values = ({ $metadata: _, ...answer }: Unknown) => answer

async function bothRead(service: Service, schema: Operation["schema"], body: string) {
  return {
    own: values(await read(service, schema, body, true)),
    sdk: values(await read(service, schema, body, false)),
  }
}

const strictly = (service: Service, schema: Operation["schema"], body: string, more?: Unknown) =>
  read(service, schema, body, true, more)

const region = { ec2: 400, rds: 60, lambda: 5, elb: 60, vpc: 12 }
const account = generateAccount({ seed: 77, regions: { "us-east-1": region }, buckets: 40 })
const [identity] = account.identities
const ROLE = "arn:aws:iam::123456789012:role/reader"
account.roles = [{ name: "reader", trusts: ["*"], webIdentityToken: "token", maxSeconds: 3_600, allow: [] }]
const state = account.regions["us-east-1"]

test.each(Object.entries(operations))("%s gives the same result as the SDK's reader", async (key, operation) => {
  const [service = "", , version] = key.split("/")
  if (!identity || !state) throw new Error("an empty account")
  const params = new URLSearchParams({
    "max-buckets": "1000",
    ResourceName: state.databases[0]?.DBInstanceArn ?? "",
    "ResourceArns.member.1": state.balancers[0]?.LoadBalancerArn ?? "",
    RoleArn: ROLE,
    WebIdentityToken: "token",
    "LoadBalancerNames.member.1": state.classics[0]?.LoadBalancerName ?? "",
    ParentId: "r-root",
  })
  const bucket = account.buckets.find(({ tags }) => tags)
  const resource = service === "lambda" ? (Object.keys(state.functionTags)[0] ?? "") : (bucket?.name ?? "")
  const answer = await operation.answer({
    ...{
      account,
      identity,
      sts: new Sts(() => [account]),
      organization: organizationOf([{ accountId: account.accountId, name: "Shop", state: "ACTIVE", unitId: "r-root" }]),
    },
    region: service === "s3" ? (bucket?.region ?? "") : "us-east-1",
    params,
    resource,
  })
  const name = (version === "2012-06-01" ? `${service}/${version}` : service) as Service
  const { own, sdk } = await bothRead(
    name,
    operation.schema,
    serialise(service, protocolOf(service), operation.schema, answer).body,
  )
  expect(own).toEqual(sdk)
})

const inInstance = (
  inner: string,
) => `<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>1</requestId>
  <reservationSet><item><reservationId>r-1</reservationId><instancesSet><item>${inner}</item></instancesSet></item></reservationSet></DescribeInstancesResponse>`

test.each([
  ["entities", "<keyName>a &amp; b &lt;c&gt; &quot;d&quot; &apos;e&apos; &#233; &#x4e2d; &nope; & bare</keyName>"],
  ["names in any script", "<keyName>pagos-année – 支払い 🚀</keyName><imageId>à\u00a0&amp;</imageId>"],
  ["empty elements", "<keyName/><imageId></imageId><tagSet/><monitoring/><groupSet></groupSet><productCodes />"],
  [
    "white space",
    "<keyName>  padded  </keyName>\n  <imageId>\n  </imageId><subnetId>two\r\nlines</subnetId><vpcId> </vpcId>",
  ],
  [
    "unknown elements, nested and empty",
    "<futureSet><item><deep>1</deep><none/></item></futureSet><future/><keyName>k</keyName>",
  ],
  [
    "numbers, flags and times",
    "<amiLaunchIndex>3</amiLaunchIndex><ebsOptimized>TRUE</ebsOptimized><launchTime>2026-11-23T09:00:00.000Z</launchTime>",
  ],
  ["a time with an offset", "<launchTime>2026-11-23T10:00:00+01:00</launchTime>"],
  ["CDATA", "<keyName><![CDATA[a < b & c]]></keyName>"],
  ["comments", "<!-- here --><keyName>k</keyName>"],
])("the SDK's reader gives the same result for %s", async (_, inner) => {
  const { own, sdk } = await bothRead("ec2", DescribeInstances$, inInstance(inner))
  expect(own).toEqual(sdk)
})

test("attributes say nothing", async () => {
  const answer = await strictly("ec2", DescribeInstances$, inInstance('<keyName nil="true">k</keyName>'))
  expect(answer.Reservations[0].Instances).toEqual([{ KeyName: "k" }])
})

test("a code point beyond the basic plane stays whole, although the SDK's reader cuts it off", async () => {
  const body = "<DescribeVpcsResponse><vpcSet><item><vpcId>&#x1F680;</vpcId></item></vpcSet></DescribeVpcsResponse>"
  expect(values(await strictly("ec2", DescribeVpcs$, body))).toEqual({ Vpcs: [{ VpcId: "🚀" }] })
})

test("a bucket's location is plain text in the root element", async () => {
  const at = (location: string) =>
    `<?xml version="1.0"?>\n<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/"${location}`
  const here = await strictly("s3", GetBucketLocation$, at(">eu-west-1</LocationConstraint>"))
  expect(values(here)).toEqual({ LocationConstraint: "eu-west-1" })
  expect(values(await strictly("s3", GetBucketLocation$, at("/>")))).toEqual({})
})

test("members that nobody reads are skipped with everything in them", async () => {
  const inner =
    "<blockDeviceMapping><item><ebs><volumeId>v</volumeId></ebs><none/></item></blockDeviceMapping><keyName>k</keyName>"
  const own = await strictly("ec2", DescribeInstances$, inInstance(inner), { skipped: ["BlockDeviceMappings"] })
  expect(values(own)).toEqual({ Reservations: [{ ReservationId: "r-1", Instances: [{ KeyName: "k" }] }] })
})

test("a prolog and lists of named items are read", async () => {
  const text = `<?xml version="1.0" encoding="UTF-8"?>\n<DescribeDBInstancesResponse xmlns="x"><DescribeDBInstancesResult><DBInstances><DBInstance>
    <DBInstanceIdentifier>one</DBInstanceIdentifier><Endpoint><Port>5432</Port></Endpoint><TagList><Tag><Key>k</Key><Value/></Tag></TagList>
    </DBInstance></DBInstances></DescribeDBInstancesResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></DescribeDBInstancesResponse>`
  const { own, sdk } = await bothRead("rds", DescribeDBInstances$, text)
  expect(own).toEqual(sdk)
  const tagging = '<?xml version="1.0"?><Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>'
  expect(values(await strictly("s3", GetBucketTagging$, tagging))).toEqual({ TagSet: [{ Key: "a", Value: "b" }] })
})

const vpcs = (inner: string) => `<DescribeVpcsResponse><requestId>1</requestId>${inner}</DescribeVpcsResponse>`
const functions = (value: unknown) => JSON.stringify(value)

describe("an answer that has not AWS's form is refused, with its host and status", () => {
  test.each<[string, Service, Operation["schema"], string, Unknown?]>([
    ["nothing", "ec2", DescribeVpcs$, ""],
    ["a portal", "ec2", DescribeVpcs$, "<html><head><title>Portal</title></head><body><p>Log in</p></body></html>"],
    ["an old portal", "lambda", ListFunctions$, "<!DOCTYPE HTML PUBLIC>\n<html><br></html>"],
    ["another root", "ec2", DescribeVpcs$, "<Foo><Bar>1</Bar></Foo>"],
    ["an error under 200", "rds", DescribeDBInstances$, "<ErrorResponse><Error><Code>X</Code></Error></ErrorResponse>"],
    ["a missing result", "rds", DescribeDBInstances$, "<DescribeDBInstancesResponse></DescribeDBInstancesResponse>"],
    ["unknown members", "ec2", DescribeVpcs$, vpcs("<vpcs/>")],
    ["a doubled list", "ec2", DescribeVpcs$, vpcs("<vpcSet/><vpcSet/>")],
    ["a renamed token", "ec2", DescribeVpcs$, vpcs("<vpcSet/><nextTokenX>1</nextTokenX>")],
    ["text behind the end", "ec2", DescribeVpcs$, `${vpcs("<vpcSet/>")}Bye`],
    ["a cut answer", "ec2", DescribeVpcs$, vpcs("<vpcSet/>").slice(0, -5)],
    ["JSON for XML", "ec2", DescribeVpcs$, "{}"],
    ["XML for JSON", "lambda", ListFunctions$, vpcs("<vpcSet/>"), { type: JSON_TYPE }],
    ["a message", "lambda", ListFunctions$, functions({ message: "Internal Server Error" })],
    ["a list for an object", "lambda", ListFunctions$, "[]", { type: JSON_TYPE }],
    ["cut JSON", "lambda", ListFunctions$, '{"Functions":[', { type: JSON_TYPE }],
    ["another content type", "lambda", ListFunctions$, "{}", { type: "text/plain" }],
    ["a list twice", "lambda", ListFunctions$, '{"Functions":[{"Description":"\\"Functions\\":"}],"Functions":[]}'],
    ["a token that is none", "lambda", ListFunctions$, functions({ Functions: [], NextMarker: {} })],
    ["a renamed token", "lambda", ListFunctions$, functions({ Functions: [], NextMarke: "x", nextToken: "x" })],
  ])("%s (%s)", async (_, service, schema, body, more) => {
    await expect(strictly(service, schema, body, more)).rejects.toMatchObject({
      name: "UnreadableAnswer",
      host: "aws.example.com",
      status: 200,
      explanation: expect.stringMatching(
        /^Something between this server and AWS answered in its place: aws\.example\.com/,
      ),
    })
  })

  test("an error that is a web page or a redirect", async () => {
    const page = strictly("ec2", DescribeVpcs$, "<html><body>403</body></html>", { status: 403 })
    await expect(page).rejects.toMatchObject({ name: "UnreadableAnswer", status: 403 })
    const redirect = strictly("lambda", ListFunctions$, "", { status: 302 })
    await expect(redirect).rejects.toMatchObject({ name: "UnreadableAnswer", what: "a redirect" })
  })
})

describe("an error without AWS's code", () => {
  const blocked = [
    '{"message":"blocked"}',
    "Blocked by policy",
    "",
    "[]",
    "null",
    '{"__type":""}',
    "<Error><Code/></Error>",
  ]

  test.each(blocked)("is none of AWS's: %j", async (body) => {
    for (const status of [400, 403, 503]) {
      for (const answer of [
        strictly("ec2", DescribeVpcs$, body, { status }),
        strictly("lambda", ListFunctions$, body, { status }),
      ])
        await expect(answer).rejects.toMatchObject({
          name: "UnreadableAnswer",
          what: "an error without a code",
          status,
        })
    }
  })

  test("and one with it is", async () => {
    const xml = "<Response><Errors><Error><Code>UnauthorizedOperation</Code></Error></Errors></Response>"
    await expect(strictly("ec2", DescribeVpcs$, xml, { status: 403 })).rejects.toMatchObject({
      name: "UnauthorizedOperation",
    })
    for (const name of ["__type", "code"]) {
      const json = JSON.stringify({ [name]: "AccessDeniedException" })
      await expect(strictly("lambda", ListFunctions$, json, { status: 403 })).rejects.toMatchObject({
        name: "AccessDeniedException",
      })
    }
  })
})

describe("a list that is absent or could not be read", () => {
  test("is only read by who asks what that means", async () => {
    const answer = await strictly("lambda", ListFunctions$, "{}")
    expect(() => answer.Functions ?? []).toThrow("an answer without Functions")
    expect(() => listOf(answer, "Functions")).toThrow("an answer without Functions")
    const absent: unknown[] = []
    expect(listOf(answer, "Functions", (one) => void absent.push(one.host))).toEqual([])
    expect(absent).toEqual(["aws.example.com"])
    const tags = await strictly("lambda", ListTags$, '{"Tags":null}')
    expect(() => tags.Tags ?? {}).toThrow("an answer without Tags")
    expect(mapOf(tags, "Tags", () => {})).toEqual({})
  })

  test.each([
    ["null items", functions({ Functions: [null] })],
    ["items of another kind", functions({ Functions: ["f"] })],
    ["no list", functions({ Functions: { FunctionName: "f" } })],
    ["items of unknown members alone", functions({ Functions: [{ functionName: "f" }] })],
  ])("is never empty for %s", async (_, body) => {
    const answer = await strictly("lambda", ListFunctions$, body)
    expect(() => listOf(answer, "Functions", () => {})).toThrow("could not be read")
  })

  test.each([
    ["text", "<vpcSet>none</vpcSet>"],
    ["other items", "<vpcSet><member><vpcId>vpc-1</vpcId></member></vpcSet>"],
    ["items of text", "<vpcSet><item>vpc-1</item></vpcSet>"],
    ["items of unknown members alone", "<vpcSet><item><VpcId>vpc-1</VpcId></item></vpcSet>"],
  ])("is never empty for XML with %s", async (_, inner) => {
    const answer = await strictly("ec2", DescribeVpcs$, vpcs(inner))
    expect(() => listOf(answer, "Vpcs", () => {})).toThrow("could not be read")
  })
})

test("a damaged item loses no page mark behind its list", async () => {
  const inner = "<vpcSet><item><vpcId>vpc-1</vpcId><isDefault/></item></vpcSet><nextToken>abc</nextToken>"
  const answer = await strictly("ec2", DescribeVpcs$, vpcs(inner))
  expect(answer.NextToken).toBe("abc")
  const listed = JSON.stringify({ Functions: [{ FunctionName: "f", MemorySize: "x" }], NextMarker: "abc" })
  expect((await strictly("lambda", ListFunctions$, listed)).NextMarker).toBe("abc")
})

test("a value that is none of its kind is left out, and its item says so", async () => {
  const database = (inner: string) => `<DescribeDBInstancesResponse><DescribeDBInstancesResult><DBInstances>
    <DBInstance><DBInstanceIdentifier>whole</DBInstanceIdentifier></DBInstance>
    <DBInstance><DBInstanceIdentifier>one</DBInstanceIdentifier>${inner}</DBInstance>
    </DBInstances></DescribeDBInstancesResult></DescribeDBInstancesResponse>`
  for (const inner of [
    "<InstanceCreateTime></InstanceCreateTime>",
    "<InstanceCreateTime>2026-13-01T00:00:00Z</InstanceCreateTime>",
    "<AllocatedStorage/>",
    "<MultiAZ/>",
    "<AllocatedStorage>much</AllocatedStorage>",
    "<VpcSecurityGroups>sg-1</VpcSecurityGroups>",
    "<Endpoint><Port>x</Port></Endpoint>",
  ]) {
    const answer = await strictly("rds", DescribeDBInstances$, database(inner))
    const [whole, damaged] = listOf(answer as { DBInstances?: object[] }, "DBInstances")
    expect(isWhole(whole as object)).toBe(true)
    expect(isWhole(damaged as object), inner).toBe(false)
    expect(JSON.stringify(damaged)).not.toMatch(/Invalid|null|false|:0/)
  }
  const answer = await strictly(
    "lambda",
    ListFunctions$,
    functions({
      Functions: [
        { FunctionName: "f", Layers: [null], Timeout: "3" },
        { FunctionName: "g", MemorySize: "x" },
      ],
    }),
  )
  const [f, g] = listOf(answer as { Functions?: object[] }, "Functions")
  expect([f, g]).toEqual([{ FunctionName: "f", Timeout: 3 }, { FunctionName: "g" }])
  expect([isWhole(f as object), isWhole(g as object)]).toEqual([false, false])
})
