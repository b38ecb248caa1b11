import { apiGateway } from "@/lib/aws/services/api-gateway"
import { apiGatewayV2 } from "@/lib/aws/services/api-gateway-v2"
import { specs } from "@/lib/aws/types"
import type { Spec } from "@/lib/aws/types/contract"

type Answer = Record<string, unknown>
type Send = (service: string, operation: string, input: object) => Promise<Answer>

/** What was made of a type, so that a scan must find it. */
export interface Seeded {
  type: string
  id: string
  /** The tags that it was given; null where the emulator keeps none of this type. */
  tags: Record<string, string> | null
}

const TAGS = { Name: "made", team: "größe" }
const upper = Object.entries(TAGS).map(([Key, Value]) => ({ Key, Value }))
const lower = Object.entries(TAGS).map(([key, value]) => ({ key, value }))
const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
})
const ALLOW = JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }] })
const ROLE = "arn:aws:iam::123456789012:role/maker"

const at = (answer: Answer, path: string): string =>
  String(path.split(".").reduce<unknown>((one, name) => (one as Answer | undefined)?.[name], answer))

/** Where the SDK packages are that types which are data use. */
const packageOf = new Map<string, Pick<Spec["service"], "package" | "client">>([
  ...specs.map(({ service }) => [service.prefix, service] as const),
  ["apigateway", apiGateway],
  ["apigatewayv2", apiGatewayV2],
  ["s3", { package: "@aws-sdk/client-s3", client: "S3Client" }],
])
export const serviceOf = (prefix: string): Pick<Spec["service"], "package" | "client"> => {
  const service = packageOf.get(prefix)
  if (!service) throw new Error(`No service ${prefix}`)
  return service
}

/**
 * Makes one or two of each type that the emulator knows, in one region. @param send calls an operation of a service, by the
 * prefix of its actions.
 */
export async function seed(send: Send, region: string): Promise<Seeded[]> {
  const made: Seeded[] = []
  const add = (type: string, id: string, tags: Seeded["tags"] = TAGS) => void made.push({ type, id, tags })

  const { Subnets } = (await send("ec2", "DescribeSubnets", {})) as { Subnets: { SubnetId: string; VpcId: string }[] }
  const [one, two] = Subnets as [(typeof Subnets)[number], (typeof Subnets)[number]]

  await send("iam", "CreateRole", { RoleName: "maker", AssumeRolePolicyDocument: TRUST, Tags: upper })
  add("iam_role", "maker")
  await send("iam", "CreateUser", { UserName: "ann", Tags: upper })
  add("iam_user", "ann")
  const accessKey = await send("iam", "CreateAccessKey", { UserName: "ann" })
  add("iam_access_key", at(accessKey, "AccessKey.AccessKeyId"), {})
  await send("iam", "CreateOpenIDConnectProvider", {
    ...{ Url: "https://token.example.com", ThumbprintList: ["a".repeat(40)], ClientIDList: ["x"], Tags: upper },
  })
  add("iam_oidc_provider", "token.example.com")
  await send("iam", "CreateGroup", { GroupName: "admins" })
  add("iam_group", "admins", {})
  await send("iam", "CreatePolicy", { PolicyName: "buckets", PolicyDocument: ALLOW, Tags: upper })
  add("iam_policy", "buckets")
  await send("iam", "CreateInstanceProfile", { InstanceProfileName: "web", Tags: upper })
  add("iam_instance_profile", "web")

  await send("sqs", "CreateQueue", { QueueName: "jobs", tags: TAGS })
  add("sqs_queue", "jobs")
  const topic = await send("sns", "CreateTopic", { Name: "news", Tags: upper })
  add("sns_topic", "news")
  const subscription = await send("sns", "Subscribe", {
    ...{ TopicArn: at(topic, "TopicArn"), Protocol: "sqs", Endpoint: `arn:aws:sqs:${region}:123456789012:jobs` },
    ReturnSubscriptionArn: true,
  })
  add("sns_subscription", at(subscription, "SubscriptionArn"), null)
  const key = await send("kms", "CreateKey", {
    Tags: upper.map(({ Key, Value }) => ({ TagKey: Key, TagValue: Value })),
  })
  add("kms_key", at(key, "KeyMetadata.KeyId"))
  await send("secretsmanager", "CreateSecret", { Name: "db/password", SecretString: "not kept", Tags: upper })
  add("secret", "db/password")
  const certificate = await send("acm", "RequestCertificate", { DomainName: "example.org", Tags: upper })
  add("acm_certificate", at(certificate, "CertificateArn").split("/").at(-1) ?? "")
  const table = { KeySchema: [{ AttributeName: "id", KeyType: "HASH" }], BillingMode: "PAY_PER_REQUEST", Tags: upper }
  const AttributeDefinitions = [{ AttributeName: "id", AttributeType: "S" }]
  await send("dynamodb", "CreateTable", { TableName: "orders", AttributeDefinitions, ...table })
  add("dynamodb_table", "orders")
  await send("logs", "CreateLogGroup", { logGroupName: "/app/web", tags: TAGS })
  add("log_group", "/app/web")
  const alarm = { MetricName: "Errors", Namespace: "AWS/Lambda", Period: 60, Statistic: "Sum", Threshold: 1 }
  await send("cloudwatch", "PutMetricAlarm", {
    ...{ AlarmName: "errors", ...alarm, EvaluationPeriods: 1, ComparisonOperator: "GreaterThanThreshold", Tags: upper },
  })
  add("cloudwatch_alarm", "errors")
  await send("ecr", "CreateRepository", { repositoryName: "web", tags: upper })
  add("ecr_repository", "web")

  await send("ecs", "CreateCluster", { clusterName: "prod", tags: lower })
  add("ecs_cluster", "prod")
  for (const image of ["web:1", "web:2"])
    await send("ecs", "RegisterTaskDefinition", {
      ...{ family: "web", containerDefinitions: [{ name: "web", image, memory: 128 }], tags: lower },
    })
  add("ecs_task_definition", "web:2")
  await send("ecs", "CreateService", {
    ...{ cluster: "prod", serviceName: "web", taskDefinition: "web", desiredCount: 1, tags: lower },
  })
  add("ecs_service", "prod/web")
  const resourcesVpcConfig = { subnetIds: [one.SubnetId, two.SubnetId] }
  await send("eks", "CreateCluster", { name: "platform", roleArn: ROLE, resourcesVpcConfig, tags: TAGS })
  add("eks_cluster", "platform")
  await send("eks", "CreateNodegroup", {
    ...{ clusterName: "platform", nodegroupName: "workers", nodeRole: ROLE, tags: TAGS },
    subnets: [one.SubnetId],
  })
  add("eks_nodegroup", "platform/workers")
  await send("eks", "CreateFargateProfile", {
    ...{ clusterName: "platform", fargateProfileName: "jobs", podExecutionRoleArn: ROLE, tags: TAGS },
    selectors: [{ namespace: "jobs" }],
  })
  add("eks_fargate_profile", "platform/jobs")

  await send("kinesis", "CreateStream", { StreamName: "clicks", ShardCount: 1 })
  await send("kinesis", "AddTagsToStream", { StreamName: "clicks", Tags: TAGS })
  add("kinesis_stream", "clicks")
  for (const name of ["to-s3", "to-s3-too"])
    await send("firehose", "CreateDeliveryStream", {
      ...{ DeliveryStreamName: name, DeliveryStreamType: "DirectPut", Tags: upper },
      ExtendedS3DestinationConfiguration: { RoleARN: ROLE, BucketARN: "arn:aws:s3:::lake" },
    })
  for (const name of ["to-s3", "to-s3-too"]) add("firehose_stream", name)
  const efs = await send("elasticfilesystem", "CreateFileSystem", { CreationToken: "files", Tags: upper })
  add("efs", at(efs, "FileSystemId"))
  const point = await send("elasticfilesystem", "CreateAccessPoint", {
    ...{ ClientToken: "point", FileSystemId: at(efs, "FileSystemId"), Tags: upper },
  })
  add("efs_access_point", at(point, "AccessPointId"))
  await send("elasticache", "CreateCacheCluster", {
    ...{ CacheClusterId: "cache", CacheNodeType: "cache.t3.micro", Engine: "redis", NumCacheNodes: 1, Tags: upper },
  })
  add("elasticache_cluster", "cache")
  await send("elasticache", "CreateReplicationGroup", {
    ...{
      ReplicationGroupId: "group",
      ReplicationGroupDescription: "x",
      CacheNodeType: "cache.t3.micro",
      Engine: "redis",
    },
    Tags: upper,
  })
  add("elasticache_group", "group")
  await send("redshift", "CreateCluster", {
    ...{ ClusterIdentifier: "house", NodeType: "ra3.xlplus", MasterUsername: "ann", MasterUserPassword: "Passw0rd1" },
    Tags: upper,
  })
  add("redshift_cluster", "house")

  const group = { DBSubnetGroupName: "inside", DBSubnetGroupDescription: "x", SubnetIds: [one.SubnetId, two.SubnetId] }
  await send("rds", "CreateDBSubnetGroup", { ...group, Tags: upper })
  add("rds_subnet_group", "inside")
  await send("rds", "CreateDBProxy", {
    ...{ DBProxyName: "proxy", EngineFamily: "MYSQL", RoleArn: ROLE, VpcSubnetIds: [one.SubnetId], Tags: upper },
    Auth: [{ AuthScheme: "SECRETS", SecretArn: `arn:aws:secretsmanager:${region}:123456789012:secret:x-AbCdEf` }],
  })
  add("rds_proxy", "proxy")
  const master = { MasterUsername: "ann", MasterUserPassword: "Passw0rd1", Tags: upper }
  await send("rds", "CreateDBCluster", { DBClusterIdentifier: "aurora", Engine: "aurora-mysql", ...master })
  add("rds_cluster", "aurora")
  await send("rds", "CreateDBClusterSnapshot", {
    ...{ DBClusterIdentifier: "aurora", DBClusterSnapshotIdentifier: "aurora-1", Tags: upper },
  })
  add("rds_cluster_snapshot", "aurora-1")
  await send("rds", "CreateDBInstance", {
    ...{ DBInstanceIdentifier: "single", Engine: "mysql", DBInstanceClass: "db.t3.micro", ...master },
  })
  await send("rds", "CreateDBSnapshot", {
    DBInstanceIdentifier: "single",
    DBSnapshotIdentifier: "single-1",
    Tags: upper,
  })
  add("rds_snapshot", "single-1")

  const targets = await send("elasticloadbalancing", "CreateTargetGroup", {
    ...{ Name: "web", Protocol: "HTTP", Port: 80, VpcId: one.VpcId, Tags: upper },
  })
  const front = { Name: "front", Subnets: [one.SubnetId, two.SubnetId] }
  const balancer = await send("elasticloadbalancing", "CreateLoadBalancer", front)
  const listener = await send("elasticloadbalancing", "CreateListener", {
    ...{ LoadBalancerArn: at(balancer, "LoadBalancers.0.LoadBalancerArn"), Protocol: "HTTP", Port: 80, Tags: upper },
    DefaultActions: [{ Type: "forward", TargetGroupArn: at(targets, "TargetGroups.0.TargetGroupArn") }],
  })
  add("elb_listener", at(listener, "Listeners.0.ListenerArn").split(":listener/")[1] ?? "")
  add("target_group", "web")
  const flowLogs = await send("ec2", "CreateFlowLogs", {
    ...{ ResourceType: "VPC", ResourceIds: [one.VpcId], TrafficType: "ALL" },
    ...{ LogGroupName: "/app/web", DeliverLogsPermissionArn: ROLE },
    TagSpecifications: [{ ResourceType: "vpc-flow-log", Tags: upper }],
  })
  add("flow_log", at(flowLogs, "FlowLogIds.0"))
  const template = await send("ec2", "CreateLaunchTemplate", {
    ...{ LaunchTemplateName: "web", LaunchTemplateData: { InstanceType: "t3.micro" } },
    TagSpecifications: [{ ResourceType: "launch-template", Tags: upper }],
  })
  add("launch_template", at(template, "LaunchTemplate.LaunchTemplateId"))
  await send("autoscaling", "CreateAutoScalingGroup", {
    ...{ AutoScalingGroupName: "web", MinSize: 0, MaxSize: 1, AvailabilityZones: [`${region}a`] },
    LaunchTemplate: { LaunchTemplateName: "web" },
    Tags: upper.map((tag) => ({ ...tag, PropagateAtLaunch: false })),
  })
  add("autoscaling_group", "web")
  await send("elasticbeanstalk", "CreateApplication", { ApplicationName: "shop" })
  const environment = await send("elasticbeanstalk", "CreateEnvironment", {
    ...{ ApplicationName: "shop", EnvironmentName: "shop-prod", SolutionStackName: "Node", Tags: upper },
  })
  add("beanstalk_environment", at(environment, "EnvironmentId"))

  const TemplateBody = JSON.stringify({
    Resources: { Queue: { Type: "AWS::SQS::Queue", Properties: { QueueName: "of-stack" } } },
  })
  await send("cloudformation", "CreateStack", { StackName: "stack", TemplateBody, Tags: upper })
  add("cloudformation_stack", "stack")
  await send("cloudformation", "CreateStackSet", { StackSetName: "everywhere", TemplateBody, Tags: upper })
  add("cloudformation_stack_set", "everywhere")
  add("sqs_queue", "of-stack", null)
  await send("s3", "CreateBucket", { Bucket: "trail-bucket" })
  await send("cloudtrail", "CreateTrail", { Name: "audit", S3BucketName: "trail-bucket", TagsList: upper })
  add("cloudtrail_trail", "123456789012/audit")
  await send("codebuild", "CreateProject", {
    ...{ name: "build", serviceRole: ROLE, artifacts: { type: "NO_ARTIFACTS" }, tags: lower },
    source: { type: "S3", location: "bucket/path" },
    environment: { type: "LINUX_CONTAINER", image: "aws/codebuild/standard:7.0", computeType: "BUILD_GENERAL1_SMALL" },
  })
  add("codebuild_project", "build", null)
  const pool = await send("cognito-idp", "CreateUserPool", { PoolName: "people", UserPoolTags: TAGS })
  add("cognito_user_pool", at(pool, "UserPool.Id"))
  await send("es", "CreateDomain", { DomainName: "finder", TagList: upper })
  add("opensearch_domain", "finder")
  await send("events", "CreateEventBus", { Name: "orders", Tags: upper })
  add("event_bus", "orders")
  await send("events", "PutRule", { Name: "hourly", ScheduleExpression: "rate(1 hour)", Tags: upper })
  add("eventbridge_rule", "default/hourly")
  const detector = await send("guardduty", "CreateDetector", { Enable: true, Tags: TAGS })
  add("guardduty_detector", at(detector, "DetectorId"))
  const zone = await send("route53", "CreateHostedZone", { Name: "example.org", CallerReference: "x" })
  const ResourceId = at(zone, "HostedZone.Id").split("/").at(-1) ?? ""
  await send("route53", "ChangeTagsForResource", { ResourceType: "hostedzone", ResourceId, AddTags: upper })
  add("route53_zone", ResourceId)
  await send("route53", "ChangeResourceRecordSets", {
    HostedZoneId: ResourceId,
    ChangeBatch: {
      Changes: ["blue", "green"].map((SetIdentifier) => ({
        Action: "CREATE",
        ResourceRecordSet: {
          ...{ Name: "api.example.org.", Type: "A", TTL: 60, SetIdentifier, Weight: 1 },
          ResourceRecords: [{ Value: "10.0.3.17" }],
        },
      })),
    },
  })
  for (const set of ["A blue", "A green"]) add("route53_record", `${ResourceId} api.example.org. ${set}`, {})
  add("route53_record", `${ResourceId} example.org. SOA`, {})
  await send("lambda", "PublishLayerVersion", { LayerName: "tools", Content: { ZipFile: Buffer.from("x") } })
  add("lambda_layer", "tools", {})
  await send("rds", "CreateGlobalCluster", { GlobalClusterIdentifier: "world", Engine: "aurora-mysql" })
  add("rds_global_cluster", "world", null)
  const check = await send("route53", "CreateHealthCheck", {
    ...{
      CallerReference: "y",
      HealthCheckConfig: { Type: "HTTPS", FullyQualifiedDomainName: "example.org", Port: 443 },
    },
  })
  add("route53_health_check", at(check, "HealthCheck.Id"), null)
  const acl = await send("wafv2", "CreateWebACL", {
    ...{ Name: "guard", Scope: "REGIONAL", DefaultAction: { Allow: {} }, Tags: upper },
    VisibilityConfig: { SampledRequestsEnabled: false, CloudWatchMetricsEnabled: false, MetricName: "guard" },
  })
  add("web_acl", at(acl, "Summary.Id"))
  const rules = await send("wafv2", "CreateRuleGroup", {
    ...{ Name: "rules", Scope: "REGIONAL", Capacity: 10, Tags: upper },
    VisibilityConfig: { SampledRequestsEnabled: false, CloudWatchMetricsEnabled: false, MetricName: "rules" },
  })
  add("waf_rule_group", at(rules, "Summary.Id"))
  const api = await send("apigateway", "CreateRestApi", { name: "shop", tags: TAGS })
  add("rest_api", at(api, "id"))
  const distribution = await send("cloudfront", "CreateDistributionWithTags", {
    DistributionConfigWithTags: {
      Tags: { Items: upper },
      DistributionConfig: {
        ...{ CallerReference: "x", Comment: "", Enabled: true },
        Origins: {
          Quantity: 1,
          Items: [{ Id: "o", DomainName: "site.s3.amazonaws.com", S3OriginConfig: { OriginAccessIdentity: "" } }],
        },
        DefaultCacheBehavior: {
          ...{ TargetOriginId: "o", ViewerProtocolPolicy: "https-only", MinTTL: 0 },
          ForwardedValues: { QueryString: false, Cookies: { Forward: "none" } },
        },
      },
    },
  })
  add("cloudfront_distribution", at(distribution, "Distribution.Id"))
  await seedData(send, add, [one, two], region)
  await seedOthers(send, add, [one, two], region)
  return made
}

/** Analytics, machine learning, and what moves messages and files. */
async function seedData(
  send: Send,
  add: (type: string, id: string, tags?: Seeded["tags"]) => void,
  [one, two]: [{ SubnetId: string }, { SubnetId: string }],
  region: string,
): Promise<void> {
  const api = await send("apigatewayv2", "CreateApi", { Name: "shop", ProtocolType: "HTTP", Tags: TAGS })
  add("http_api", at(api, "ApiId"))
  await send("athena", "CreateWorkGroup", { Name: "reports", Tags: upper })
  add("athena_workgroup", "reports")
  await send("backup", "CreateBackupVault", { BackupVaultName: "nightly", BackupVaultTags: TAGS })
  // The emulator does not find the tags of an ARN that is encoded in a path.
  add("backup_vault", "nightly", null)
  const Rules = [{ RuleName: "daily", TargetBackupVaultName: "nightly", ScheduleExpression: "cron(0 5 * * ? *)" }]
  const plan = await send("backup", "CreateBackupPlan", {
    ...{ BackupPlan: { BackupPlanName: "all", Rules }, BackupPlanTags: TAGS },
  })
  add("backup_plan", at(plan, "BackupPlanId"), null)
  await send("batch", "CreateComputeEnvironment", {
    ...{ computeEnvironmentName: "spot", type: "UNMANAGED", serviceRole: ROLE, tags: TAGS },
  })
  add("batch_environment", "spot")
  const computeEnvironment = `arn:aws:batch:${region}:123456789012:compute-environment/spot`
  await send("batch", "CreateJobQueue", {
    ...{
      jobQueueName: "jobs",
      state: "ENABLED",
      priority: 1,
      computeEnvironmentOrder: [{ order: 1, computeEnvironment }],
      tags: TAGS,
    },
  })
  add("batch_queue", "jobs")
  const cluster = await send("elasticmapreduce", "RunJobFlow", {
    ...{ Name: "spark", ReleaseLabel: "emr-7.0.0", Tags: upper, JobFlowRole: "maker", ServiceRole: "maker" },
    Instances: { MasterInstanceType: "m5.large", InstanceCount: 1, KeepJobFlowAliveWhenNoSteps: true },
  })
  add("emr_cluster", at(cluster, "JobFlowId"))
  const files = await send("fsx", "CreateFileSystem", {
    ...{ FileSystemType: "LUSTRE", StorageCapacity: 1200, SubnetIds: [one.SubnetId], Tags: upper },
  })
  add("fsx", at(files, "FileSystem.FileSystemId"))
  await send("glue", "CreateDatabase", { DatabaseInput: { Name: "lake" }, Tags: TAGS })
  add("glue_database", "lake", null)
  await send("glue", "CreateJob", { Name: "turn", Role: ROLE, Command: { Name: "glueetl" }, Tags: TAGS })
  add("glue_job", "turn")
  await send("memorydb", "CreateSubnetGroup", { SubnetGroupName: "mem", SubnetIds: [one.SubnetId, two.SubnetId] })
  await send("memorydb", "CreateCluster", {
    ...{ ClusterName: "mem", NodeType: "db.t4g.small", ACLName: "open-access", SubnetGroupName: "mem", Tags: upper },
  })
  add("memorydb_cluster", "mem")
  const broker = await send("mq", "CreateBroker", {
    ...{ BrokerName: "rabbit", EngineType: "RABBITMQ", EngineVersion: "3.13", HostInstanceType: "mq.t3.micro" },
    ...{ DeploymentMode: "SINGLE_INSTANCE", AutoMinorVersionUpgrade: true, PubliclyAccessible: false, Tags: TAGS },
    Users: [{ Username: "admin", Password: "not kept 123" }],
  })
  add("mq_broker", at(broker, "BrokerId"))
  await send("network-firewall", "CreateFirewall", {
    ...{ FirewallName: "edge", VpcId: "vpc-1", SubnetMappings: [{ SubnetId: one.SubnetId }], Tags: upper },
    FirewallPolicyArn: `arn:aws:network-firewall:${region}:123456789012:firewall-policy/edge`,
  })
  add("network_firewall", "edge")
  await send("sagemaker", "CreateNotebookInstance", {
    ...{ NotebookInstanceName: "lab", InstanceType: "ml.t3.medium", RoleArn: ROLE, Tags: upper },
  })
  add("sagemaker_notebook", "lab")
  await send("sagemaker", "CreateModel", {
    ...{ ModelName: "m", ExecutionRoleArn: ROLE, PrimaryContainer: { Image: "i" } },
  })
  await send("sagemaker", "CreateEndpointConfig", {
    EndpointConfigName: "c",
    ProductionVariants: [
      {
        VariantName: "v",
        ModelName: "m",
        InitialInstanceCount: 1,
        InstanceType: "ml.t2.medium",
        InitialVariantWeight: 1,
      },
    ],
  })
  await send("sagemaker", "CreateEndpoint", { EndpointName: "answers", EndpointConfigName: "c", Tags: upper })
  add("sagemaker_endpoint", "answers")
  await send("scheduler", "CreateSchedule", {
    ...{ Name: "hourly", ScheduleExpression: "rate(1 hour)", FlexibleTimeWindow: { Mode: "OFF" } },
    Target: { Arn: `arn:aws:sqs:${region}:123456789012:jobs`, RoleArn: ROLE },
  })
  add("scheduler_schedule", "default/hourly", null)
  await send("ssm", "PutParameter", { Name: "/app/url", Value: "not kept", Type: "String", Tags: upper })
  add("ssm_parameter", "/app/url")
  await send("states", "CreateStateMachine", {
    ...{ name: "order", roleArn: ROLE, tags: lower },
    definition: JSON.stringify({ StartAt: "a", States: { a: { Type: "Succeed" } } }),
  })
  add("state_machine", "order")
  const server = await send("transfer", "CreateServer", { Protocols: ["SFTP"], Tags: upper })
  add("transfer_server", at(server, "ServerId"))
}

/** Developing, moving data, and who may use what. */
async function seedOthers(
  send: Send,
  add: (type: string, id: string, tags?: Seeded["tags"]) => void,
  [one]: [{ SubnetId: string }, { SubnetId: string }],
  region: string,
): Promise<void> {
  const api = await send("appsync", "CreateGraphqlApi", { name: "shop", authenticationType: "API_KEY", tags: TAGS })
  add("graphql_api", at(api, "graphqlApi.apiId"))
  const pool = await send("cognito-identity", "CreateIdentityPool", {
    ...{ IdentityPoolName: "guests", AllowUnauthenticatedIdentities: true, IdentityPoolTags: TAGS },
  })
  add("cognito_identity_pool", at(pool, "IdentityPoolId"))
  await send("glue", "CreateCrawler", {
    ...{
      Name: "looker",
      Role: ROLE,
      DatabaseName: "lake",
      Targets: { S3Targets: [{ Path: "s3://lake" }] },
      Tags: TAGS,
    },
  })
  add("glue_crawler", "looker")
  await send("sagemaker", "CreateModel", {
    ...{ ModelName: "tagged", ExecutionRoleArn: ROLE, PrimaryContainer: { Image: "i" }, Tags: upper },
  })
  add("sagemaker_model", "tagged")
  const domain = await send("sagemaker", "CreateDomain", {
    ...{ DomainName: "studio", AuthMode: "IAM", DefaultUserSettings: { ExecutionRole: ROLE }, Tags: upper },
    ...{ SubnetIds: [one.SubnetId], VpcId: "vpc-1" },
  })
  add("sagemaker_domain", at(domain, "DomainArn").split("/").at(-1) ?? "")
  await send("pipes", "CreatePipe", {
    ...{ Name: "pipe", RoleArn: ROLE, Tags: TAGS, Source: `arn:aws:sqs:${region}:123456789012:jobs` },
    Target: `arn:aws:sqs:${region}:123456789012:jobs`,
  })
  add("eventbridge_pipe", "pipe")
  // The emulator leaves a share's tags out of its list.
  const share = await send("ram", "CreateResourceShare", { name: "share", tags: lower })
  add("ram_share", at(share, "resourceShare.resourceShareArn").split("/").at(-1) ?? "", null)
}
