import { DescribeInstances$, DescribeVpcs$, EC2Client } from "@aws-sdk/client-ec2"
import { ElasticLoadBalancingClient } from "@aws-sdk/client-elastic-load-balancing"
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2"
import { DescribeDBInstances$, RDSClient } from "@aws-sdk/client-rds"
import { GetBucketTagging$, S3Client } from "@aws-sdk/client-s3"
import { STSClient } from "@aws-sdk/client-sts"
import { NormalizedSchema } from "@smithy/core/schema"
import { expect, test } from "vitest"
import { readXmlLeanly } from "@/lib/aws/lean-xml"
import { XmlReader } from "@/lib/aws/xml-reader"
import { generateAccount } from "../sandbox/generate"
import { type Operation, operations } from "../sandbox/operations"
import { Sts } from "../sandbox/roles"
import { serialise } from "../sandbox/wire"

// biome-ignore lint/suspicious/noExplicitAny: the SDK's protocols are not typed from outside
type Reader = any
const settings = { region: "us-east-1", credentials: { accessKeyId: "x", secretAccessKey: "y" } }
const clients = {
  ec2: EC2Client,
  rds: RDSClient,
  s3: S3Client,
  sts: STSClient,
  elasticloadbalancing: ElasticLoadBalancingV2Client,
}

/** The SDK's own reader of a service's answers. */
function sdkReader(service: keyof typeof clients): Reader {
  const { protocol } = new clients[service](settings).config as Reader
  return protocol.deserializer.codecDeserializer ?? protocol.deserializer
}

const bothRead = (service: keyof typeof clients, schema: Operation["schema"], text: string) => {
  const shape = NormalizedSchema.of((schema[5] as () => never)()) as never
  const isQuery = service !== "ec2" && service !== "s3"
  const key = isQuery ? `${schema[2]}Result` : undefined
  const sdk = sdkReader(service)
  const asked = { fallback: 0 }
  const watched = new Proxy(sdk, {
    get(target, name) {
      if (name !== "read") return target[name]
      return (...parts: unknown[]) => {
        asked.fallback++
        return target.read(...parts)
      }
    },
  })
  return {
    own: new XmlReader(watched).read(shape, Buffer.from(text), key),
    sdk: sdk.read(shape, Buffer.from(text), key),
    fellBack: asked.fallback > 0,
  }
}

const region = { ec2: 400, rds: 60, lambda: 5, elb: 60, vpc: 12 }
const account = generateAccount({ seed: 77, regions: { "us-east-1": region }, buckets: 40 })
const [identity] = account.identities
const ROLE = "arn:aws:iam::123456789012:role/reader"
account.roles = [{ name: "reader", trusts: ["*"], webIdentityToken: "token", maxSeconds: 3_600, allow: [] }]
const state = account.regions["us-east-1"]

test.each(Object.entries(operations).filter(([key]) => !/^(lambda|tagging|organizations)/.test(key)))(
  "%s gives the same result as the SDK's reader",
  (key, operation) => {
    const [service = ""] = key.split("/")
    if (!identity || !state) throw new Error("an empty account")
    const params = new URLSearchParams({
      "max-buckets": "1000",
      ResourceName: state.databases[0]?.DBInstanceArn ?? "",
      "ResourceArns.member.1": state.balancers[0]?.LoadBalancerArn ?? "",
      RoleArn: ROLE,
      WebIdentityToken: "token",
      "LoadBalancerNames.member.1": state.classics[0]?.LoadBalancerName ?? "",
    })
    const resource = account.buckets.find(({ tags }) => tags)?.name ?? ""
    const bucketRegion = account.buckets.find(({ name }) => name === resource)?.region ?? ""
    const answer = operation.answer({
      ...{ account, identity, sts: new Sts(() => [account]), organization: undefined },
      region: service === "s3" ? bucketRegion : "us-east-1",
      params,
      resource,
    })
    const { own, sdk, fellBack } = bothRead(
      service as keyof typeof clients,
      operation.schema,
      serialise(service, operation, answer).body,
    )
    expect(own).toEqual(sdk)
    expect(fellBack).toBe(false)
  },
)

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
])("the SDK's reader gives the same result for %s", (_, inner) => {
  const { own, sdk, fellBack } = bothRead("ec2", DescribeInstances$, inInstance(inner))
  expect(own).toEqual(sdk)
  expect(fellBack).toBe(false)
})

test.each([
  ["CDATA", "<keyName><![CDATA[a < b]]></keyName>"],
  ["comments", "<!-- here --><keyName>k</keyName>"],
  ["attributes", '<keyName nil="true">k</keyName>'],
])("the SDK's reader takes over for %s", (_, inner) => {
  const { own, sdk, fellBack } = bothRead("ec2", DescribeInstances$, inInstance(inner))
  expect(own).toEqual(sdk)
  expect(fellBack).toBe(true)
})

test("a code point beyond the basic plane stays whole, although the SDK's reader cuts it off", () => {
  const { own } = bothRead(
    "ec2",
    DescribeVpcs$,
    "<DescribeVpcsResponse><vpcSet><item><vpcId>&#x1F680;</vpcId></item></vpcSet></DescribeVpcsResponse>",
  )
  expect(own).toEqual({ Vpcs: [{ VpcId: "🚀" }] })
})

test("the SDK's reader takes over for a bucket's location, which is plain text in the root element", () => {
  const text =
    '<?xml version="1.0"?><LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">eu-west-1</LocationConstraint>'
  const { own, sdk, fellBack } = bothRead("s3", operations["s3/GetBucketLocation"]?.schema as Operation["schema"], text)
  expect({ own, fellBack }).toEqual({ own: sdk, fellBack: true })
})

test("an answer that the SDK refuses to read is refused here too", () => {
  expect(() => bothRead("ec2", DescribeInstances$, inInstance("<keyName>a</keyName><keyName>b</keyName>"))).toThrow(
    /unhandled schema/,
  )
})

test("members that nobody reads are skipped with everything in them", () => {
  const shape = NormalizedSchema.of((DescribeInstances$[5] as () => never)()) as never
  const inner =
    "<blockDeviceMapping><item><ebs><volumeId>v</volumeId></ebs><none/></item></blockDeviceMapping><keyName>k</keyName>"
  const own = new XmlReader(sdkReader("ec2"), ["BlockDeviceMappings"]).read(shape, Buffer.from(inInstance(inner)))
  expect(own).toEqual({ Reservations: [{ ReservationId: "r-1", Instances: [{ KeyName: "k" }] }] })
})

test("a truncated answer fails as in the SDK", () => {
  const text = inInstance("<keyName>k</keyName>").slice(0, -60)
  expect(() => bothRead("ec2", DescribeInstances$, text)).toThrow(/XML parse error/)
})

test("a prolog and lists of named items are read without the SDK's reader", () => {
  const text = `<?xml version="1.0" encoding="UTF-8"?>\n<DescribeDBInstancesResponse xmlns="x"><DescribeDBInstancesResult><DBInstances><DBInstance>
    <DBInstanceIdentifier>one</DBInstanceIdentifier><Endpoint><Port>5432</Port></Endpoint><TagList><Tag><Key>k</Key><Value/></Tag></TagList>
    </DBInstance></DBInstances></DescribeDBInstancesResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></DescribeDBInstancesResponse>`
  const { own, sdk, fellBack } = bothRead("rds", DescribeDBInstances$, text)
  expect(own).toEqual(sdk)
  expect(fellBack).toBe(false)
  const tagging = '<?xml version="1.0"?><Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>'
  expect(bothRead("s3", GetBucketTagging$, tagging)).toMatchObject({
    own: { TagSet: [{ Key: "a", Value: "b" }] },
    fellBack: false,
  })
})

test("every client with XML answers gets this reader", () => {
  for (const Client of [...Object.values(clients), ElasticLoadBalancingClient]) {
    const client = new Client(settings)
    readXmlLeanly(client)
    const { protocol } = client.config as Reader
    expect(protocol.deserializer.codecDeserializer ?? protocol.deserializer).toBeInstanceOf(XmlReader)
  }
})
