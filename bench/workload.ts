/** How many of each type one region holds; the share of S3 stands beside them. */
export interface Workload {
  total: number
  regions: Record<string, { ec2: number; rds: number; lambda: number; elb: number; vpc: number }>
  buckets: number
}

const NAMES = ["us-east-1", "us-east-2", "us-west-2", "eu-west-1", "eu-central-1", "ap-south-1", "ap-southeast-2", "sa-east-1"]

/** 60 % EC2, 12 % Lambda, 8 % S3, the rest even, over the first `regions` regions. */
export function workload(total: number, regions: number): Workload {
  const share = (part: number) => Math.floor((total * part) / regions)
  const region = { ec2: share(0.6), lambda: share(0.12), rds: share(0.2 / 3), elb: share(0.2 / 3), vpc: share(0.2 / 3) }
  const regional = regions * Object.values(region).reduce((sum, count) => sum + count, 0)
  return { total, regions: Object.fromEntries(NAMES.slice(0, regions).map((name) => [name, region])), buckets: total - regional }
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
  const identityAndRegions = 2
  return identityAndRegions + sum(perRegion) + pages(buckets, 10_000) + buckets
}

/** At once within one slice, as the resource types bound it. */
const TAG_CALLS_AT_ONCE = { lambda: 12, s3: 16, elb: 8 }

/** The longest chain of calls that wait for one another, given those bounds: planning, then the longest slice. */
export function longestChain({ regions, buckets }: Workload): number {
  const slices = Object.values(regions).flatMap(({ ec2, rds, lambda, elb, vpc }) => [
    pages(ec2, 1000),
    pages(rds, 100),
    Math.max(pages(lambda, 50) + 1, 1 + Math.ceil(lambda / TAG_CALLS_AT_ONCE.lambda)),
    pages(elb, 400) + 1 + Math.ceil(elb / 20 / TAG_CALLS_AT_ONCE.elb),
    pages(vpc, 1000),
  ])
  return 2 + Math.max(...slices, 1 + Math.ceil(buckets / TAG_CALLS_AT_ONCE.s3))
}
