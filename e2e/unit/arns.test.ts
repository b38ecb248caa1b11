import { expect, test } from "vitest"
import { readArn } from "@/lib/aws/arns"
import { resourceTypes } from "@/lib/aws/resource-types/registry"

/** As AWS writes them, also with what it adds to a resource's own: the type, the id, and the resource's own ARN. */
const ARNS: [arn: string, type: string, id: string, own?: string][] = [
  ["arn:aws:ec2:eu-west-1:123456789012:volume/vol-0a1b2c3d", "ebs_volume", "vol-0a1b2c3d"],
  ["arn:aws:ec2:eu-west-1::snapshot/snap-0a1b2c3d", "ebs_snapshot", "snap-0a1b2c3d"],
  ["arn:aws-cn:ec2:cn-north-1:123456789012:instance/i-0a1b2c3d", "ec2", "i-0a1b2c3d"],
  [
    "arn:aws:rds:us-east-1:123456789012:snapshot:rds:orders-2026-11-30-04-05",
    "rds_snapshot",
    "rds:orders-2026-11-30-04-05",
  ],
  ["arn:aws:rds:us-east-1:123456789012:cluster-snapshot:rds:o-1", "rds_cluster_snapshot", "rds:o-1"],
  ["arn:aws:rds:us-east-1:123456789012:db:orders", "rds", "orders"],
  ["arn:aws:rds:us-east-1:123456789012:cluster:orders", "rds_cluster", "orders"],
  ["arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/db-x-AbCd3F", "secret", "prod/db-x"],
  [
    ...["arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf:password:AWSCURRENT:", "secret", "db"],
    "arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf",
  ] as [string, string, string, string],
  [
    "arn:aws:cloudformation:us-east-1:123456789012:stack/net/1a2b3c4d-0000-11ee-9b1e-0a1b2c3d4e5f",
    "cloudformation_stack",
    "net",
  ],
  ["arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/73e2d6bc24d8a067", "target_group", "web"],
  [
    "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/web/50dc6c495c0c9188",
    "elb",
    "app/web/50dc6c495c0c9188",
  ],
  ["arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/old", "elb", "old"],
  [
    "arn:aws:iam::123456789012:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS",
    "iam_role",
    "AWSServiceRoleForECS",
  ],
  ["arn:aws:iam::123456789012:user/division/ann", "iam_user", "ann"],
  ["arn:aws:iam::123456789012:policy/read", "iam_policy", "read"],
  ["arn:aws:iam::123456789012:instance-profile/web", "iam_instance_profile", "web"],
  ["arn:aws:events:us-east-1:123456789012:rule/nightly", "eventbridge_rule", "default/nightly"],
  ["arn:aws:events:us-east-1:123456789012:rule/orders/nightly", "eventbridge_rule", "orders/nightly"],
  [
    "arn:aws:events:us-east-1:123456789012:rule/aws.partner/a.com/b/nightly",
    "eventbridge_rule",
    "aws.partner/a.com/b/nightly",
  ],
  [
    ...["arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/resize:*", "log_group", "/aws/lambda/resize"],
    "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/resize",
  ] as [string, string, string, string],
  ...([
    ["arn:aws:lambda:us-east-1:123456789012:function:resize", ":3"],
    ["arn:aws:lambda:us-east-1:123456789012:function:resize", ":live"],
  ].map(([own, rest]) => [`${own}${rest}`, "lambda", "resize", own]) as [string, string, string, string][]),
  [
    ...[
      "arn:aws:dynamodb:us-east-1:123456789012:table/orders/stream/2026-01-01T00:00:00.000",
      "dynamodb_table",
      "orders",
    ],
    "arn:aws:dynamodb:us-east-1:123456789012:table/orders",
  ] as [string, string, string, string],
  [
    ...["arn:aws:kinesis:us-east-1:123456789012:stream/clicks/consumer/c:1700000000", "kinesis_stream", "clicks"],
    "arn:aws:kinesis:us-east-1:123456789012:stream/clicks",
  ] as [string, string, string, string],
  ["arn:aws:s3:::logs-bucket/prefix/of/keys", "s3", "logs-bucket", "arn:aws:s3:::logs-bucket"],
  [
    ...["arn:aws:sns:us-east-1:123456789012:news:5b1c7b5e-2b61-4b5a-8d2c-7f1d1d2e3f40", "sns_subscription"],
    "arn:aws:sns:us-east-1:123456789012:news:5b1c7b5e-2b61-4b5a-8d2c-7f1d1d2e3f40",
  ] as [string, string, string],
  ["arn:aws:sns:us-east-1:123456789012:news", "sns_topic", "news"],
  ["arn:aws:sqs:us-east-1:123456789012:jobs.fifo", "sqs_queue", "jobs.fifo"],
  ["arn:aws:ecs:us-east-1:123456789012:service/main/web", "ecs_service", "main/web"],
  ["arn:aws:ecs:us-east-1:123456789012:cluster/main", "ecs_cluster", "main"],
  ["arn:aws:wafv2:us-east-1:123456789012:global/webacl/edge/1a2b-3c", "web_acl", "1a2b-3c"],
  [
    ...["arn:aws:lambda:us-east-1:123456789012:layer:tools:12", "lambda_layer", "tools"],
    "arn:aws:lambda:us-east-1:123456789012:layer:tools",
  ] as [string, string, string, string],
  ["arn:aws:rds::123456789012:global-cluster:orders", "rds_global_cluster", "orders"],
  ["arn:aws:globalaccelerator::123456789012:accelerator/1a2b-3c", "global_accelerator", "1a2b-3c"],
  ["arn:aws:sso:::instance/ssoins-1a2b3c4d5e6f7a8b", "identity_center", "ssoins-1a2b3c4d5e6f7a8b"],
  ["arn:aws:apprunner:us-east-1:123456789012:service/web/8fe1e10304f8", "app_runner_service", "8fe1e10304f8"],
  ["arn:aws:grafana:us-east-1:123456789012:/workspaces/g-1a2b3c4d5e", "grafana_workspace", "g-1a2b3c4d5e"],
  ["arn:aws:route53:::hostedzone/Z0123456789", "route53_zone", "Z0123456789"],
  [
    ...["arn:aws:apigateway:us-east-1::/restapis/a1b2c3/stages/prod", "rest_api", "a1b2c3"],
    "arn:aws:apigateway:us-east-1::/restapis/a1b2c3",
  ] as [string, string, string, string],
  ["arn:aws:cloudtrail:us-east-1:123456789012:trail/all", "cloudtrail_trail", "123456789012/all"],
  [
    "arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:1a-2b:autoScalingGroupName/web",
    "autoscaling_group",
    "web",
  ],
  [
    "arn:aws:cloudwatch:us-east-1:123456789012:alarm:TargetTracking-table/orders-High",
    "cloudwatch_alarm",
    "TargetTracking-table/orders-High",
  ],
  [
    "arn:aws:kms:us-east-1:123456789012:key/1a2b3c4d-1111-2222-3333-444455556666",
    "kms_key",
    "1a2b3c4d-1111-2222-3333-444455556666",
  ],
  [
    "arn:aws:es:us-east-1:123456789012:domain/search/*",
    "opensearch_domain",
    "search",
    "arn:aws:es:us-east-1:123456789012:domain/search",
  ],
]

test.each(ARNS.map(([arn, ...rest]) => [arn, rest] as const))("%s", (arn, [type, resourceId, own = arn]) => {
  const read = readArn(arn)
  expect(read).toMatchObject({ type, resourceId, arn: own })
  // What is not in the ARN is not invented.
  const [, , , region, account] = arn.split(":")
  expect(read?.accountId).toBe(account || null)
  if (read?.region !== "global") expect(read?.region).toBe(region || null)
})

test.each([
  "arn:aws:kms:us-east-1:123456789012:alias/orders",
  "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener-rule/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2/9683b2d02a6cabee",
  "arn:aws:s3:us-east-1:123456789012:accesspoint/logs",
  "arn:aws:ecs:us-east-1:123456789012:service/web",
  "arn:aws:unknown:us-east-1:123456789012:thing/x",
  "arn:aws:iam::123456789012:mfa/ann",
  "no arn",
])("%s is of no type that is scanned", (arn) => {
  expect(readArn(arn)).toBeNull()
})

test("every type with ARNs can read them back, but for those whose ARNs have no id", () => {
  const without = resourceTypes.filter(({ arnForm }) => !arnForm).map(({ type }) => type)
  const none = ["route53_record", "iam_access_key", "registered_domain"]
  // An ARN has an id of its own.
  for (const { type, arnForm, arnKind } of resourceTypes)
    expect(Boolean(arnForm) !== Boolean(arnKind), type).toBe(![...none, "other"].includes(type))
  const unrelated = ["config_rule", "dms_instance", "dms_task", "redshift_serverless_workgroup"]
  const withoutArns = ["eks_nodegroup", "eks_addon", "eks_fargate_profile"]
  expect(without.sort()).toEqual(
    ["beanstalk_environment", "rds_proxy", "ssm_parameter", "other", ...none, ...withoutArns, ...unrelated].sort(),
  )
})
