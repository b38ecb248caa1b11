/**
 * What AWS's own read-only policies do not allow of the actions that scans need, at the versions named (AWS Managed Policy
 * Reference Guide). IAM allows `sts:GetCallerIdentity` to everybody.
 */
const LACKING: Readonly<Record<string, { version: string; lacks: readonly string[] }>> = {
  ReadOnlyAccess: { version: "v189", lacks: [] },
  SecurityAudit: {
    version: "v93",
    lacks: [
      "amplify:ListApps",
      "backup:GetBackupPlan",
      "backup:ListBackupPlans",
      "batch:DescribeJobQueues",
      "codepipeline:ListTagsForResource",
      "ds:ListTagsForResource",
      "eks:DescribeAddon",
      "eks:ListAddons",
      "memorydb:ListTags",
      "pipes:ListPipes",
      "pipes:ListTagsForResource",
      "resource-explorer-2:GetIndex",
      "resource-explorer-2:Search",
      "scheduler:ListSchedules",
    ],
  },
  ViewOnlyAccess: {
    version: "v46",
    lacks: [
      "access-analyzer:ListAnalyzers",
      "acm:DescribeCertificate",
      "acm:ListTagsForCertificate",
      "amplify:ListApps",
      "appsync:ListGraphqlApis",
      "athena:GetWorkGroup",
      "batch:DescribeComputeEnvironments",
      "batch:DescribeJobQueues",
      "cloudformation:DescribeStackSet",
      "cloudtrail:GetTrailStatus",
      "cloudtrail:ListTags",
      "cloudwatch:DescribeAlarms",
      "codebuild:BatchGetProjects",
      "codepipeline:GetPipeline",
      "codepipeline:ListTagsForResource",
      "cognito-identity:DescribeIdentityPool",
      "cognito-idp:DescribeUserPool",
      "datasync:DescribeTask",
      "datasync:ListTagsForResource",
      "datasync:ListTasks",
      "dms:DescribeReplicationInstances",
      "dms:DescribeReplicationTasks",
      "ds:ListTagsForResource",
      "ecr:ListTagsForResource",
      "elasticache:ListTagsForResource",
      "elasticbeanstalk:ListTagsForResource",
      "elasticfilesystem:DescribeAccessPoints",
      "elasticfilesystem:DescribeMountTargets",
      "elasticloadbalancing:DescribeTags",
      "elasticmapreduce:DescribeCluster",
      "es:DescribeDomains",
      "es:ListTags",
      "events:ListEventBuses",
      "events:ListTagsForResource",
      "glue:GetCrawlers",
      "glue:GetDatabases",
      "glue:GetJobs",
      "guardduty:GetDetector",
      "guardduty:ListDetectors",
      "iam:GetAccountAuthorizationDetails",
      "iam:GetOpenIDConnectProvider",
      "kafka:ListClustersV2",
      "kinesis:DescribeStreamSummary",
      "kinesis:ListTagsForStream",
      "kms:DescribeKey",
      "kms:GetKeyRotationStatus",
      "kms:ListAliases",
      "memorydb:DescribeClusters",
      "memorydb:ListTags",
      "mq:DescribeBroker",
      "mq:ListBrokers",
      "network-firewall:DescribeFirewall",
      "network-firewall:ListFirewalls",
      "pipes:ListPipes",
      "pipes:ListTagsForResource",
      "ram:GetResourceShares",
      "rds:ListTagsForResource",
      "resource-explorer-2:Search",
      "s3:GetBucketLocation",
      "s3:GetBucketTagging",
      "scheduler:ListSchedules",
      "secretsmanager:ListSecrets",
      "sns:GetTopicAttributes",
      "ssm:DescribeParameters",
      "ssm:ListTagsForResource",
      "states:DescribeStateMachine",
      "states:ListTagsForResource",
      "tag:GetResources",
      "transfer:DescribeServer",
      "transfer:ListServers",
      "wafv2:GetWebACL",
    ],
  },
}

/** A digest of the actions that were looked up in these policies. A test tells when a type brings others. */
export const CHECKED_ACTIONS = "d352701a8d08"

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
