import { rds } from "@/lib/aws/services/rds"
import { defineType, text, texts } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const rdsSubnetGroup = defineType({
  type: "rds_subnet_group",
  name: "RDS Subnet Groups",
  view: "rds_subnet_groups",
  description: "Where databases may stand",
  category: "Database",
  icon: icons.net,
  service: rds,
  list: {
    operation: "DescribeDBSubnetGroups",
    items: "DBSubnetGroups",
    size: { member: "MaxRecords", most: 100, fewest: 20 },
  },
  tags: {
    index: "rds:subgrp",
    ...{ operation: "ListTagsForResource", input: { ResourceName: "{DBSubnetGroupArn}" }, tags: "TagList" },
  },
  id: "DBSubnetGroupName",
  title: "DBSubnetGroupName",
  arn: "{DBSubnetGroupArn}",
  arnForm: "rds:*:*:subgrp:(?<id>.+)",
  status: "SubnetGroupStatus",
  vpc: "VpcId",
  properties: {
    subnets: texts("Subnets[].SubnetIdentifier", { isReference: true }),
    availability_zones: texts("Subnets[].SubnetAvailabilityZone.Name"),
    networks: texts("SupportedNetworkTypes[]"),
    description: text("DBSubnetGroupDescription"),
  },
  console: "/rds/home?region={R}#db-subnet-group:id={id}",
})
