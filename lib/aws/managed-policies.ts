/**
 * What AWS's own read-only policies do not allow of the actions that scans need, at the versions named (AWS Managed Policy
 * Reference Guide). IAM allows `sts:GetCallerIdentity` to everybody.
 */
const LACKING: Readonly<Record<string, { version: string; lacks: readonly string[] }>> = {
  ReadOnlyAccess: { version: "v189", lacks: [] },
  SecurityAudit: {
    version: "v93",
    lacks: ["codepipeline:ListTagsForResource", "eks:DescribeAddon", "eks:ListAddons"],
  },
  ViewOnlyAccess: {
    version: "v46",
    lacks: [
      "acm:DescribeCertificate",
      "acm:ListTagsForCertificate",
      "cloudformation:DescribeStackSet",
      "cloudtrail:GetTrailStatus",
      "cloudtrail:ListTags",
      "cloudwatch:DescribeAlarms",
      "codebuild:BatchGetProjects",
      "codepipeline:GetPipeline",
      "codepipeline:ListTagsForResource",
      "cognito-idp:DescribeUserPool",
      "ecr:ListTagsForResource",
      "elasticache:ListTagsForResource",
      "elasticbeanstalk:ListTagsForResource",
      "elasticfilesystem:DescribeAccessPoints",
      "elasticfilesystem:DescribeMountTargets",
      "elasticloadbalancing:DescribeTags",
      "es:DescribeDomains",
      "es:ListTags",
      "events:ListEventBuses",
      "events:ListTagsForResource",
      "guardduty:GetDetector",
      "guardduty:ListDetectors",
      "iam:GetAccountAuthorizationDetails",
      "iam:GetOpenIDConnectProvider",
      "kinesis:DescribeStreamSummary",
      "kinesis:ListTagsForStream",
      "kms:DescribeKey",
      "kms:GetKeyRotationStatus",
      "kms:ListAliases",
      "rds:ListTagsForResource",
      "s3:GetBucketLocation",
      "s3:GetBucketTagging",
      "secretsmanager:ListSecrets",
      "sns:GetTopicAttributes",
      "wafv2:GetWebACL",
    ],
  },
}

/** How many actions of all types were looked up in these policies. A test tells when there are more. */
export const CHECKED_ACTIONS = 153

export interface Coverage {
  policy: string
  version: string
  /** The actions that it does not allow. */
  lacks: string[]
}

/** What of these actions each of AWS's read-only policies allows. */
export const coverageOf = (actions: readonly string[]): Coverage[] =>
  Object.entries(LACKING).map(([policy, { version, lacks }]) => ({
    ...{ policy, version },
    lacks: lacks.filter((action) => actions.includes(action)),
  }))
