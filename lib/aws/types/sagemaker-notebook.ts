import { sagemaker } from "@/lib/aws/services/sagemaker"
import { defineType, flag, number, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const sagemakerNotebook = defineType({
  type: "sagemaker_notebook",
  name: "SageMaker Notebooks",
  view: "sagemaker_notebooks",
  description: "Machines for notebooks",
  category: "Machine learning",
  icon: icons.notebook,
  service: sagemaker,
  list: {
    ...{ operation: "ListNotebookInstances", items: "NotebookInstances" },
    size: { member: "MaxResults", most: 100, fewest: 1 },
  },
  details: [
    {
      gone: /^ValidationException: RecordNotFound/,
      operation: "DescribeNotebookInstance",
      ...{ input: { NotebookInstanceName: "{NotebookInstanceName}" }, as: "Notebook" },
    },
  ],
  tags: {
    ...{ index: "sagemaker:notebook-instance", made: "CreationTime" },
    ...{ operation: "ListTags", input: { ResourceArn: "{NotebookInstanceArn}" }, tags: "Tags" },
  },
  id: "NotebookInstanceName",
  title: "NotebookInstanceName",
  arn: "{NotebookInstanceArn}",
  arnForm: "sagemaker:*:*:notebook-instance/(?<id>.+)",
  birth: "CreationTime",
  status: "NotebookInstanceStatus",
  subnet: "Notebook.SubnetId",
  properties: {
    instance_type: text("InstanceType", { isIndexed: true }),
    internet: text("Notebook.DirectInternetAccess", { label: "Direct internet access" }),
    role: text("Notebook.RoleArn", { isReference: true }),
    root: flag("Notebook.RootAccess", { label: "Root access", via: ([state]) => (state ? state === "Enabled" : null) }),
    platform: text("Notebook.PlatformIdentifier"),
    volume_size: number("Notebook.VolumeSizeInGB", { unit: "GiB" }),
    url: text("Url", { label: "URL" }),
    security_groups: texts("Notebook.SecurityGroups[]", { isReference: true }),
    network_interface: text("Notebook.NetworkInterfaceId", { isReference: true }),
    kms_key: text("Notebook.KmsKeyId", { label: "KMS key", isReference: true }),
    created_at: time("CreationTime"),
  },
  console: "/sagemaker/home?region={R}#/notebook-instances/{id}",
})
