import { accessAnalyzer } from "@/lib/aws/types/access-analyzer"
import { acmCertificate } from "@/lib/aws/types/acm-certificate"
import { ami } from "@/lib/aws/types/ami"
import { amplifyApp } from "@/lib/aws/types/amplify-app"
import { apiDomain } from "@/lib/aws/types/api-domain"
import { appRunnerService } from "@/lib/aws/types/app-runner-service"
import { athenaWorkgroup } from "@/lib/aws/types/athena-workgroup"
import { autoscalingGroup } from "@/lib/aws/types/autoscaling-group"
import { backupPlan } from "@/lib/aws/types/backup-plan"
import { backupVault } from "@/lib/aws/types/backup-vault"
import { batchEnvironment } from "@/lib/aws/types/batch-environment"
import { batchQueue } from "@/lib/aws/types/batch-queue"
import { beanstalkApplication } from "@/lib/aws/types/beanstalk-application"
import { beanstalkEnvironment } from "@/lib/aws/types/beanstalk-environment"
import { bedrockAgent } from "@/lib/aws/types/bedrock-agent"
import { bedrockGuardrail } from "@/lib/aws/types/bedrock-guardrail"
import { bedrockKnowledgeBase } from "@/lib/aws/types/bedrock-knowledge-base"
import { clientVpnEndpoint } from "@/lib/aws/types/client-vpn-endpoint"
import { cloudformationStack } from "@/lib/aws/types/cloudformation-stack"
import { cloudformationStackSet } from "@/lib/aws/types/cloudformation-stack-set"
import { cloudfrontDistribution } from "@/lib/aws/types/cloudfront-distribution"
import { cloudtrailTrail } from "@/lib/aws/types/cloudtrail-trail"
import { cloudwatchAlarm } from "@/lib/aws/types/cloudwatch-alarm"
import { codebuildProject } from "@/lib/aws/types/codebuild-project"
import { codedeployApplication } from "@/lib/aws/types/codedeploy-application"
import { codepipelinePipeline } from "@/lib/aws/types/codepipeline"
import { cognitoIdentityPool } from "@/lib/aws/types/cognito-identity-pool"
import { cognitoUserPool } from "@/lib/aws/types/cognito-user-pool"
import { configRule } from "@/lib/aws/types/config-rule"
import type { Spec } from "@/lib/aws/types/contract"
import { customerGateway } from "@/lib/aws/types/customer-gateway"
import { datasyncTask } from "@/lib/aws/types/datasync-task"
import { directConnectConnection } from "@/lib/aws/types/direct-connect-connection"
import { directory } from "@/lib/aws/types/directory"
import { dmsInstance } from "@/lib/aws/types/dms-instance"
import { dmsTask } from "@/lib/aws/types/dms-task"
import { dynamodbTable } from "@/lib/aws/types/dynamodb-table"
import { ebsSnapshot } from "@/lib/aws/types/ebs-snapshot"
import { ebsVolume } from "@/lib/aws/types/ebs-volume"
import { ec2 } from "@/lib/aws/types/ec2"
import { ec2CapacityReservation } from "@/lib/aws/types/ec2-capacity-reservation"
import { ec2Host } from "@/lib/aws/types/ec2-host"
import { ec2ReservedInstance } from "@/lib/aws/types/ec2-reserved-instance"
import { ecrRepository } from "@/lib/aws/types/ecr-repository"
import { ecsCluster } from "@/lib/aws/types/ecs-cluster"
import { ecsContainerInstance } from "@/lib/aws/types/ecs-container-instance"
import { ecsService } from "@/lib/aws/types/ecs-service"
import { ecsTaskDefinition } from "@/lib/aws/types/ecs-task-definition"
import { efsFileSystem } from "@/lib/aws/types/efs"
import { efsAccessPoint } from "@/lib/aws/types/efs-access-point"
import { eksAddon } from "@/lib/aws/types/eks-addon"
import { eksCluster } from "@/lib/aws/types/eks-cluster"
import { eksFargateProfile } from "@/lib/aws/types/eks-fargate-profile"
import { eksNodegroup } from "@/lib/aws/types/eks-nodegroup"
import { elasticIp } from "@/lib/aws/types/elastic-ip"
import { elasticacheCluster } from "@/lib/aws/types/elasticache-cluster"
import { elasticacheGroup } from "@/lib/aws/types/elasticache-group"
import { elasticacheServerless } from "@/lib/aws/types/elasticache-serverless"
import { elb } from "@/lib/aws/types/elb"
import { elbListener } from "@/lib/aws/types/elb-listener"
import { emrCluster } from "@/lib/aws/types/emr-cluster"
import { eventBus } from "@/lib/aws/types/event-bus"
import { eventSourceMapping } from "@/lib/aws/types/event-source-mapping"
import { eventbridgePipe } from "@/lib/aws/types/eventbridge-pipe"
import { eventbridgeRule } from "@/lib/aws/types/eventbridge-rule"
import { firehoseStream } from "@/lib/aws/types/firehose-stream"
import { flinkApplication } from "@/lib/aws/types/flink-application"
import { flowLog } from "@/lib/aws/types/flow-log"
import { fsxFileSystem } from "@/lib/aws/types/fsx"
import { globalAcceleratorType } from "@/lib/aws/types/global-accelerator"
import { glueCrawler } from "@/lib/aws/types/glue-crawler"
import { glueDatabase } from "@/lib/aws/types/glue-database"
import { glueJob } from "@/lib/aws/types/glue-job"
import { grafanaWorkspace } from "@/lib/aws/types/grafana-workspace"
import { graphqlApi } from "@/lib/aws/types/graphql-api"
import { guarddutyDetector } from "@/lib/aws/types/guardduty-detector"
import { httpApi } from "@/lib/aws/types/http-api"
import { iamAccessKey } from "@/lib/aws/types/iam-access-key"
import { iamGroup } from "@/lib/aws/types/iam-group"
import { iamInstanceProfile } from "@/lib/aws/types/iam-instance-profile"
import { iamOidcProvider } from "@/lib/aws/types/iam-oidc-provider"
import { iamPolicy } from "@/lib/aws/types/iam-policy"
import { iamRole } from "@/lib/aws/types/iam-role"
import { iamSamlProvider } from "@/lib/aws/types/iam-saml-provider"
import { iamServerCertificate } from "@/lib/aws/types/iam-server-certificate"
import { iamUser } from "@/lib/aws/types/iam-user"
import { identityCenterInstance } from "@/lib/aws/types/identity-center"
import { internetGateway } from "@/lib/aws/types/internet-gateway"
import { keyPair } from "@/lib/aws/types/key-pair"
import { kinesisStream } from "@/lib/aws/types/kinesis-stream"
import { kmsKey } from "@/lib/aws/types/kms-key"
import { lambda } from "@/lib/aws/types/lambda"
import { lambdaLayer } from "@/lib/aws/types/lambda-layer"
import { launchTemplate } from "@/lib/aws/types/launch-template"
import { logGroup } from "@/lib/aws/types/log-group"
import { memorydbCluster } from "@/lib/aws/types/memorydb-cluster"
import { mqBroker } from "@/lib/aws/types/mq-broker"
import { mskCluster } from "@/lib/aws/types/msk-cluster"
import { natGateway } from "@/lib/aws/types/nat-gateway"
import { networkAcl } from "@/lib/aws/types/network-acl"
import { networkFirewall } from "@/lib/aws/types/network-firewall"
import { networkInterface } from "@/lib/aws/types/network-interface"
import { opensearchDomain } from "@/lib/aws/types/opensearch-domain"
import { opensearchServerlessCollection } from "@/lib/aws/types/opensearch-serverless-collection"
import { ramShare } from "@/lib/aws/types/ram-share"
import { rds } from "@/lib/aws/types/rds"
import { rdsCluster } from "@/lib/aws/types/rds-cluster"
import { rdsClusterSnapshot } from "@/lib/aws/types/rds-cluster-snapshot"
import { rdsGlobalCluster } from "@/lib/aws/types/rds-global-cluster"
import { rdsProxy } from "@/lib/aws/types/rds-proxy"
import { rdsSnapshot } from "@/lib/aws/types/rds-snapshot"
import { rdsSubnetGroup } from "@/lib/aws/types/rds-subnet-group"
import { redshiftCluster } from "@/lib/aws/types/redshift-cluster"
import { redshiftWorkgroup } from "@/lib/aws/types/redshift-workgroup"
import { registeredDomain } from "@/lib/aws/types/registered-domain"
import { restApi } from "@/lib/aws/types/rest-api"
import { routeTable } from "@/lib/aws/types/route-table"
import { route53HealthCheck } from "@/lib/aws/types/route53-health-check"
import { route53Record } from "@/lib/aws/types/route53-record"
import { route53Zone } from "@/lib/aws/types/route53-zone"
import { s3TableBucket } from "@/lib/aws/types/s3-table-bucket"
import { sagemakerDomain } from "@/lib/aws/types/sagemaker-domain"
import { sagemakerEndpoint } from "@/lib/aws/types/sagemaker-endpoint"
import { sagemakerModel } from "@/lib/aws/types/sagemaker-model"
import { sagemakerNotebook } from "@/lib/aws/types/sagemaker-notebook"
import { schedulerSchedule } from "@/lib/aws/types/scheduler-schedule"
import { secret } from "@/lib/aws/types/secret"
import { securityGroup } from "@/lib/aws/types/security-group"
import { sesIdentity } from "@/lib/aws/types/ses-identity"
import { snsSubscription } from "@/lib/aws/types/sns-subscription"
import { snsTopic } from "@/lib/aws/types/sns-topic"
import { sqsQueue } from "@/lib/aws/types/sqs-queue"
import { ssmParameter } from "@/lib/aws/types/ssm-parameter"
import { stateMachine } from "@/lib/aws/types/state-machine"
import { subnet } from "@/lib/aws/types/subnet"
import { targetGroup } from "@/lib/aws/types/target-group"
import { transferServer } from "@/lib/aws/types/transfer-server"
import { transitGateway } from "@/lib/aws/types/transit-gateway"
import { transitGatewayAttachment } from "@/lib/aws/types/transit-gateway-attachment"
import { vpc } from "@/lib/aws/types/vpc"
import { vpcEndpoint } from "@/lib/aws/types/vpc-endpoint"
import { vpcEndpointService } from "@/lib/aws/types/vpc-endpoint-service"
import { vpcPeering } from "@/lib/aws/types/vpc-peering"
import { vpnConnection } from "@/lib/aws/types/vpn-connection"
import { vpnGateway } from "@/lib/aws/types/vpn-gateway"
import { wafRuleGroup } from "@/lib/aws/types/waf-rule-group"
import { webAcl } from "@/lib/aws/types/web-acl"
import { workspace } from "@/lib/aws/types/workspace"

/** Every type but S3, in the order in which people see them. A new type is one file and a line here. */
export const specs: readonly Spec[] = [
  ec2,
  rds,
  lambda,
  elb,
  vpc,
  networkInterface,
  subnet,
  securityGroup,
  elasticIp,
  ebsVolume,
  ebsSnapshot,
  internetGateway,
  keyPair,
  natGateway,
  networkAcl,
  routeTable,
  vpcEndpoint,
  vpcPeering,
  transitGatewayAttachment,
  flowLog,
  transitGateway,
  vpnConnection,
  vpnGateway,
  customerGateway,
  clientVpnEndpoint,
  vpcEndpointService,
  networkFirewall,
  directConnectConnection,
  launchTemplate,
  ami,
  ec2CapacityReservation,
  ec2Host,
  ec2ReservedInstance,
  autoscalingGroup,
  targetGroup,
  elbListener,
  ecsCluster,
  ecsService,
  ecsTaskDefinition,
  ecsContainerInstance,
  eksCluster,
  eksNodegroup,
  eksAddon,
  eksFargateProfile,
  appRunnerService,
  lambdaLayer,
  ecrRepository,
  beanstalkEnvironment,
  beanstalkApplication,
  workspace,
  batchEnvironment,
  batchQueue,
  dynamodbTable,
  rdsCluster,
  rdsSnapshot,
  rdsClusterSnapshot,
  rdsSubnetGroup,
  rdsProxy,
  rdsGlobalCluster,
  elasticacheCluster,
  elasticacheGroup,
  elasticacheServerless,
  memorydbCluster,
  dmsInstance,
  dmsTask,
  redshiftCluster,
  redshiftWorkgroup,
  opensearchDomain,
  opensearchServerlessCollection,
  efsFileSystem,
  efsAccessPoint,
  transferServer,
  datasyncTask,
  fsxFileSystem,
  backupVault,
  backupPlan,
  s3TableBucket,
  cloudfrontDistribution,
  route53Zone,
  route53HealthCheck,
  route53Record,
  registeredDomain,
  globalAcceleratorType,
  restApi,
  httpApi,
  graphqlApi,
  apiDomain,
  sqsQueue,
  snsTopic,
  snsSubscription,
  eventbridgeRule,
  eventBus,
  eventSourceMapping,
  stateMachine,
  schedulerSchedule,
  eventbridgePipe,
  sesIdentity,
  kinesisStream,
  firehoseStream,
  mskCluster,
  mqBroker,
  athenaWorkgroup,
  emrCluster,
  glueDatabase,
  glueJob,
  glueCrawler,
  flinkApplication,
  sagemakerEndpoint,
  sagemakerNotebook,
  sagemakerDomain,
  sagemakerModel,
  bedrockAgent,
  bedrockKnowledgeBase,
  bedrockGuardrail,
  iamRole,
  iamUser,
  iamGroup,
  iamPolicy,
  iamInstanceProfile,
  iamOidcProvider,
  iamSamlProvider,
  iamServerCertificate,
  iamAccessKey,
  identityCenterInstance,
  kmsKey,
  secret,
  acmCertificate,
  cognitoUserPool,
  cognitoIdentityPool,
  webAcl,
  wafRuleGroup,
  guarddutyDetector,
  directory,
  ramShare,
  accessAnalyzer,
  cloudwatchAlarm,
  logGroup,
  grafanaWorkspace,
  cloudformationStack,
  cloudformationStackSet,
  cloudtrailTrail,
  ssmParameter,
  configRule,
  codebuildProject,
  codepipelinePipeline,
  amplifyApp,
  codedeployApplication,
]
