import { DescribeRegionsCommand, EC2Client, paginateDescribeInstances, paginateDescribeVpcs } from "@aws-sdk/client-ec2"
import {
  DescribeTagsCommand as DescribeClassicTagsCommand,
  ElasticLoadBalancingClient,
  paginateDescribeLoadBalancers as paginateClassic,
} from "@aws-sdk/client-elastic-load-balancing"
import {
  DescribeTagsCommand,
  ElasticLoadBalancingV2Client,
  paginateDescribeLoadBalancers,
} from "@aws-sdk/client-elastic-load-balancing-v2"
import { LambdaClient, ListTagsCommand, paginateListFunctions } from "@aws-sdk/client-lambda"
import { paginateDescribeDBInstances, RDSClient } from "@aws-sdk/client-rds"
import { GetBucketTaggingCommand, paginateListBuckets, S3Client } from "@aws-sdk/client-s3"
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts"
import { NodeHttpHandler } from "@smithy/node-http-handler"
import { concurrently } from "@/lib/aws/concurrently"

/**
 * The reference: the unmodified SDK makes the calls of a scan under the minimal policy, parses the answers and drops
 * them. It sends its CPU seconds to its parent process. Settings: AWS_ENDPOINT_URL, BENCH_KEY, BENCH_SECRET and
 * BENCH_REGIONS (comma-separated).
 */
const { BENCH_KEY: accessKeyId = "", BENCH_SECRET: secretAccessKey = "", BENCH_REGIONS = "" } = process.env
const regions = BENCH_REGIONS.split(",")
const [home = ""] = regions
const requestHandler = new NodeHttpHandler({ httpAgent: { keepAlive: true, maxSockets: 128 } })
const settings = (region: string) => ({ region, credentials: { accessKeyId, secretAccessKey }, requestHandler })
const inBatches = <T>(items: T[]) =>
  Array.from({ length: Math.ceil(items.length / 20) }, (_, n) => items.slice(n * 20, (n + 1) * 20))

async function scanRegion(region: string): Promise<void> {
  const ec2 = new EC2Client(settings(region))
  for await (const _ of paginateDescribeInstances({ client: ec2 }, { MaxResults: 1000 }));
  for await (const _ of paginateDescribeVpcs({ client: ec2 }, { MaxResults: 1000 }));
  for await (const _ of paginateDescribeDBInstances({ client: new RDSClient(settings(region)) }, { MaxRecords: 100 }));
  const lambda = new LambdaClient(settings(region))
  for await (const page of paginateListFunctions({ client: lambda }, { MaxItems: 50 })) {
    await concurrently(page.Functions ?? [], ({ FunctionArn }) =>
      lambda.send(new ListTagsCommand({ Resource: FunctionArn })),
    )
  }
  const modern = new ElasticLoadBalancingV2Client(settings(region))
  for await (const page of paginateDescribeLoadBalancers({ client: modern }, { PageSize: 400 })) {
    const arns = (page.LoadBalancers ?? []).flatMap(({ LoadBalancerArn }) => LoadBalancerArn ?? [])
    await concurrently(inBatches(arns), (ResourceArns) => modern.send(new DescribeTagsCommand({ ResourceArns })))
  }
  const classic = new ElasticLoadBalancingClient(settings(region))
  for await (const page of paginateClassic({ client: classic }, { PageSize: 400 })) {
    const names = (page.LoadBalancerDescriptions ?? []).flatMap(({ LoadBalancerName }) => LoadBalancerName ?? [])
    await concurrently(inBatches(names), (LoadBalancerNames) =>
      classic.send(new DescribeClassicTagsCommand({ LoadBalancerNames })),
    )
  }
}

async function scanBuckets(): Promise<void> {
  const clients = new Map(
    regions.map((region) => [region, new S3Client({ ...settings(region), forcePathStyle: true })]),
  )
  const client = clients.get(home) as S3Client
  for await (const page of paginateListBuckets({ client }, { MaxBuckets: 10_000 })) {
    await concurrently(page.Buckets ?? [], async ({ Name, BucketRegion }) => {
      // A bucket without tags answers with an error.
      await clients
        .get(BucketRegion ?? home)
        ?.send(new GetBucketTaggingCommand({ Bucket: Name }))
        .catch(() => {})
    })
  }
}

const before = process.cpuUsage()
await new STSClient(settings(home)).send(new GetCallerIdentityCommand({}))
await new EC2Client(settings(home)).send(new DescribeRegionsCommand({}))
await Promise.all([...regions.map(scanRegion), scanBuckets()])
const { user, system } = process.cpuUsage(before)
process.send?.((user + system) / 1e6)
process.disconnect?.()
