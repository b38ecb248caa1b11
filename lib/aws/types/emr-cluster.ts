import { withoutSecrets } from "@/lib/aws/read/texts"
import { emr } from "@/lib/aws/services/emr"
import { defineType, flag, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

/** Without these, the clusters that ended within two months would come along. */
const ALIVE = ["STARTING", "BOOTSTRAPPING", "RUNNING", "WAITING", "TERMINATING"]

export const emrCluster = defineType({
  type: "emr_cluster",
  name: "EMR Clusters",
  view: "emr_clusters",
  description: "Spark, Hadoop and their relatives",
  category: "Analytics",
  icon: icons.nodes,
  service: emr,
  list: { operation: "ListClusters", items: "Clusters", input: { ClusterStates: ALIVE } },
  details: [
    {
      gone: /^InvalidRequestException: Cluster id .* is not valid/,
      ...{ operation: "DescribeCluster", input: { ClusterId: "{Id}" }, item: "Cluster", as: "Cluster" },
    },
  ],
  tags: "Cluster.Tags",
  id: "Id",
  title: "Name",
  arn: "{ClusterArn}",
  arnForm: "elasticmapreduce:*:*:cluster/(?<id>.+)",
  status: "Status.State",
  subnet: "Cluster.Ec2InstanceAttributes.Ec2SubnetId",
  properties: {
    release: text("Cluster.ReleaseLabel"),
    applications: texts("Cluster.Applications[].Name"),
    created_at: time("Status.Timeline.CreationDateTime"),
    auto_terminate: flag("Cluster.AutoTerminate", { label: "Terminates automatically" }),
    termination_protection: flag("Cluster.TerminationProtected"),
    dns_name: text("Cluster.MasterPublicDnsName", { label: "DNS name" }),
    logs: text("Cluster.LogUri", { via: ([uri]) => withoutSecrets(uri) }),
    role: text("Cluster.ServiceRole", { to: { types: ["iam_role"] } }),
    instance_profile: text("Cluster.Ec2InstanceAttributes.IamInstanceProfile", {
      to: { types: ["iam_instance_profile"] },
    }),
    security_groups: texts(
      "Cluster.Ec2InstanceAttributes.EmrManagedMasterSecurityGroup & Cluster.Ec2InstanceAttributes.EmrManagedSlaveSecurityGroup",
      { isReference: true },
    ),
  },
  console: "/emr/home?region={R}#/clusterDetails/{id}",
})
