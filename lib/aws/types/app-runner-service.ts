import { withoutSecrets } from "@/lib/aws/read/texts"
import { appRunner } from "@/lib/aws/services/app-runner"
import { defineType, flag, text, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

const SOURCE = "Service.SourceConfiguration"
const NETWORK = "Service.NetworkConfiguration"

export const appRunnerService = defineType({
  type: "app_runner_service",
  name: "App Runner Services",
  view: "app_runner_services",
  description: "Web applications without servers",
  category: "Compute",
  icon: icons.box,
  service: appRunner,
  list: { operation: "ListServices", items: "ServiceSummaryList", size: { member: "MaxResults", most: 20, fewest: 1 } },
  details: [
    {
      ...{ operation: "DescribeService", input: { ServiceArn: "{ServiceArn}" }, item: "Service", as: "Service" },
      gone: /^ResourceNotFoundException/,
    },
  ],
  tags: {
    ...{ index: "apprunner:service", made: "UpdatedAt | CreatedAt", gone: /^ResourceNotFoundException/ },
    ...{ operation: "ListTagsForResource", input: { ResourceArn: "{ServiceArn}" }, tags: "Tags" },
  },
  id: "ServiceId",
  title: "ServiceName",
  arn: "{ServiceArn}",
  arnForm: "apprunner:*:*:service/[^/]+/(?<id>[^/]+)",
  status: "Status",
  passing: ["OPERATION_IN_PROGRESS"],
  gone: ["deleted"],
  properties: {
    url: text("ServiceUrl", { label: "URL" }),
    publicly_accessible: flag(`${NETWORK}.IngressConfiguration.IsPubliclyAccessible`),
    image: text(`${SOURCE}.ImageRepository.ImageIdentifier`),
    repository: text(`${SOURCE}.CodeRepository.RepositoryUrl`, { via: ([address]) => withoutSecrets(address) }),
    cpu: text("Service.InstanceConfiguration.Cpu", { label: "CPU units" }),
    memory_limit: text("Service.InstanceConfiguration.Memory", { label: "Memory in MB" }),
    auto_deploy: flag(`${SOURCE}.AutoDeploymentsEnabled`, { label: "Deploys by itself" }),
    role: text("Service.InstanceConfiguration.InstanceRoleArn", { isReference: true }),
    access_role: text(`${SOURCE}.AuthenticationConfiguration.AccessRoleArn`, { isReference: true }),
    vpc_connector: text(`${NETWORK}.EgressConfiguration.VpcConnectorArn`, { label: "VPC connector" }),
    kms_key: text("Service.EncryptionConfiguration.KmsKey", { label: "KMS key", isReference: true }),
    updated_at: time("UpdatedAt"),
    created_at: time("CreatedAt"),
  },
  publicWhen: { property: "publicly_accessible", is: true },
  console: "/apprunner/home?region={R}#/services",
})
