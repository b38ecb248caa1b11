/**
 * AWS's partitions and how their regions begin (the SDK's own table, which a test compares). What begins otherwise is of the
 * public one.
 */
const partitions = {
  aws: { regions: /^/, first: "us-east-1", console: "console.aws.amazon.com" },
  "aws-cn": { regions: /^cn-/, first: "cn-north-1", console: "console.amazonaws.cn" },
  "aws-us-gov": { regions: /^us-gov-/, first: "us-gov-west-1", console: "console.amazonaws-us-gov.com" },
  "aws-eusc": { regions: /^eusc-/, first: "eusc-de-east-1", console: "console.amazonaws-eusc.eu" },
  "aws-iso": { regions: /^us-iso-/, first: "us-iso-east-1", console: "console.c2shome.ic.gov" },
  "aws-iso-b": { regions: /^us-isob-/, first: "us-isob-east-1", console: "console.sc2shome.sgov.gov" },
  // Where their consoles are is not public.
  "aws-iso-e": { regions: /^eu-isoe-/, first: "eu-isoe-west-1", console: null },
  "aws-iso-f": { regions: /^us-isof-/, first: "us-isof-south-1", console: null },
} as const
export type Partition = keyof typeof partitions

export const partitionNames = Object.keys(partitions) as Partition[]

/**
 * The regions that a person can choose or a request can name, with AWS's names for them. Only the account itself knows
 * which of them it may use (ec2:DescribeRegions).
 */
export const regionNames: Readonly<Record<string, string>> = {
  "us-east-1": "N. Virginia",
  "us-east-2": "Ohio",
  "us-west-1": "N. California",
  "us-west-2": "Oregon",
  "af-south-1": "Cape Town",
  "ap-east-1": "Hong Kong",
  "ap-east-2": "Taipei",
  "ap-northeast-1": "Tokyo",
  "ap-northeast-2": "Seoul",
  "ap-northeast-3": "Osaka",
  "ap-south-1": "Mumbai",
  "ap-south-2": "Hyderabad",
  "ap-southeast-1": "Singapore",
  "ap-southeast-2": "Sydney",
  "ap-southeast-3": "Jakarta",
  "ap-southeast-4": "Melbourne",
  "ap-southeast-5": "Malaysia",
  "ap-southeast-6": "New Zealand",
  "ap-southeast-7": "Thailand",
  "ca-central-1": "Canada Central",
  "ca-west-1": "Calgary",
  "eu-central-1": "Frankfurt",
  "eu-central-2": "Zurich",
  "eu-north-1": "Stockholm",
  "eu-south-1": "Milan",
  "eu-south-2": "Spain",
  "eu-west-1": "Ireland",
  "eu-west-2": "London",
  "eu-west-3": "Paris",
  "il-central-1": "Tel Aviv",
  "me-central-1": "UAE",
  "me-south-1": "Bahrain",
  "me-west-1": "Saudi Arabia",
  "mx-central-1": "Mexico Central",
  "sa-east-1": "São Paulo",
  "sa-west-1": "Chile",
  "cn-north-1": "Beijing",
  "cn-northwest-1": "Ningxia",
  "us-gov-east-1": "GovCloud US-East",
  "us-gov-west-1": "GovCloud US-West",
  "eusc-de-east-1": "European Sovereign Cloud, Germany",
  "us-iso-east-1": "US ISO East",
  "us-iso-west-1": "US ISO West",
  "us-isob-east-1": "US ISOB East",
  "us-isob-west-1": "US ISOB West",
  "us-isof-east-1": "US ISOF East",
  "us-isof-south-1": "US ISOF South",
  "eu-isoe-west-1": "EU ISOE West",
}

/** `us-east-1 — N. Virginia`, or only the code of a region that we have no name for. */
export const regionLabel = (code: string): string => {
  const name = regionNames[code]
  return name ? `${code} — ${name}` : code
}

/** The partition of a region. It is part of every ARN. */
export function partitionOf(region: string): Partition {
  return partitionNames.find((name) => name !== "aws" && partitions[name].regions.test(region)) ?? "aws"
}

/** Regions that an account must enable first (AWS General Reference, "Regions that are not enabled by default"). */
const optIn = new Set(
  (
    "af-south-1 ap-east-1 ap-east-2 ap-south-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 " +
    "ap-southeast-7 ca-west-1 eu-central-2 eu-south-1 eu-south-2 il-central-1 me-central-1 me-south-1 me-west-1 " +
    "mx-central-1 sa-west-1"
  ).split(" "),
)

/**
 * The region whose STS endpoint assumes roles: the connection's own, unless an account must enable it first. There, STS
 * does not know keys of accounts that did not (IAM User Guide, "Managing AWS STS in an AWS Region").
 */
export const stsRegion = (homeRegion: string): string =>
  optIn.has(homeRegion) ? homeOfGlobal(partitionOf(homeRegion)) : homeRegion

/** The region in whose name global services report what they have. */
export const homeOfGlobal = (partition: Partition): string => partitions[partition].first

/** The region of the Organizations endpoint (AWS General Reference, "AWS Organizations endpoints and quotas"). */
export const organizationsRegion = (homeRegion: string): string => {
  const partition = partitionOf(homeRegion)
  return partition === "aws-cn" ? "cn-northwest-1" : homeOfGlobal(partition)
}

/** The partition in an ARN, or null for one that we do not know. */
export function partitionOfArn(arn: string): Partition | null {
  const name = arn.split(":")[1]
  return partitionNames.find((one) => one === name) ?? null
}

/** The host of the AWS console for a partition; null where nobody knows it. */
export const consoleHost = (partition: Partition): string | null => partitions[partition].console
