/** How many resources of each type each region holds. Buckets are counted for the whole account. */
export interface Workload {
  total: number
  regions: Record<string, { ec2: number; rds: number; lambda: number; elb: number; vpc: number }>
  buckets: number
}

const NAMES = [
  "us-east-1",
  "us-east-2",
  "us-west-2",
  "eu-west-1",
  "eu-central-1",
  "ap-south-1",
  "ap-southeast-2",
  "sa-east-1",
]

/** 60 % EC2, 12 % Lambda and 8 % S3; RDS, ELB and VPC share the rest. Spread over the first `regions` regions. */
export function workload(total: number, regions: number): Workload {
  const share = (part: number) => Math.floor((total * part) / regions)
  const region = { ec2: share(0.6), lambda: share(0.12), rds: share(0.2 / 3), elb: share(0.2 / 3), vpc: share(0.2 / 3) }
  const regional = regions * Object.values(region).reduce((sum, count) => sum + count, 0)
  return {
    total,
    regions: Object.fromEntries(NAMES.slice(0, regions).map((name) => [name, region])),
    buckets: total - regional,
  }
}

const pages = (count: number, size: number) => Math.max(1, Math.ceil(count / size))
const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)

/** The fewest calls that the page sizes and the minimal policy allow. Every tenth balancer is a classic one. */
export function fewestCalls({ regions, buckets }: Workload): number {
  const classic = (elb: number) => Math.floor(elb / 10)
  const perRegion = Object.values(regions).map(
    ({ ec2, rds, lambda, elb, vpc }) =>
      pages(ec2, 1000) +
      pages(rds, 100) +
      pages(lambda, 50) +
      lambda +
      pages(elb - classic(elb), 400) +
      Math.ceil((elb - classic(elb)) / 20) +
      pages(classic(elb), 400) +
      Math.ceil(classic(elb) / 20) +
      pages(vpc, 1000),
  )
  // GetCallerIdentity, DescribeRegions and one attempt to read the tag index.
  const planningCalls = 3
  return planningCalls + sum(perRegion) + pages(buckets, 10_000) + buckets
}

/** Limits of calls at once: to one service in one region (AWS_CALLS_AT_ONCE), and in one slice (`concurrently`). */
const CALLS_AT_ONCE = 32
const CALLS_OF_A_SLICE = 64
/** WORKER_CONCURRENCY */
const SLICES_AT_ONCE = 8

/**
 * How many calls must wait for each other, given those limits: planning, then the longest slice. If all slices take
 * longer, run SLICES_AT_ONCE at a time, their time counts instead.
 */
export function longestChain({ regions, buckets }: Workload): number {
  const slices = Object.values(regions).flatMap(({ ec2, rds, lambda, elb, vpc }) => [
    pages(ec2, 1000),
    pages(rds, 100),
    Math.max(pages(lambda, 50) + 1, 1 + Math.ceil(lambda / CALLS_AT_ONCE)),
    pages(elb, 400) + 1 + Math.ceil(elb / 20 / CALLS_AT_ONCE),
    pages(vpc, 1000),
  ])
  const all = [
    ...slices,
    1 + Math.ceil(buckets / Math.min(CALLS_OF_A_SLICE, CALLS_AT_ONCE * Object.keys(regions).length)),
  ]
  return 3 + Math.max(...all, sum(all) / SLICES_AT_ONCE)
}
