import { mq } from "@/lib/aws/services/mq"
import { defineType, flag, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const mqBroker = defineType({
  type: "mq_broker",
  name: "MQ Brokers",
  view: "mq_brokers",
  description: "ActiveMQ and RabbitMQ",
  category: "Integration",
  icon: icons.queue,
  service: mq,
  list: { operation: "ListBrokers", items: "BrokerSummaries", size: { member: "MaxResults", most: 100, fewest: 5 } },
  details: [
    { gone: /^NotFoundException/, operation: "DescribeBroker", input: { BrokerId: "{BrokerId}" }, as: "Broker" },
  ],
  tags: "Broker.Tags",
  id: "BrokerId",
  title: "BrokerName",
  arn: "{BrokerArn}",
  arnForm: "mq:*:*:broker:[^:]+:(?<id>.+)",
  status: "BrokerState",
  properties: {
    engine: text("EngineType", { isIndexed: true }),
    instance_type: text("HostInstanceType", { isIndexed: true }),
    publicly_accessible: flag("Broker.PubliclyAccessible"),
    engine_version: text("Broker.EngineVersion"),
    deployment: text("DeploymentMode"),
    endpoints: texts("Broker.BrokerInstances[].Endpoints[]"),
    subnets: texts("Broker.SubnetIds[]", { isReference: true }),
    security_groups: texts("Broker.SecurityGroups[]", { isReference: true }),
    kms_key: text("Broker.EncryptionOptions.KmsKeyId", { label: "KMS key", isReference: true }),
    created_at: time("Created"),
  },
  publicWhen: { property: "publicly_accessible", is: true },
  console: "/amazon-mq/home?region={R}#/brokers/details?id={id}",
})
