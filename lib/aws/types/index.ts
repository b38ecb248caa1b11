import type { Spec } from "@/lib/aws/types/contract"
import { ebsSnapshot } from "@/lib/aws/types/ebs-snapshot"
import { ebsVolume } from "@/lib/aws/types/ebs-volume"
import { elasticIp } from "@/lib/aws/types/elastic-ip"
import { internetGateway } from "@/lib/aws/types/internet-gateway"
import { keyPair } from "@/lib/aws/types/key-pair"
import { natGateway } from "@/lib/aws/types/nat-gateway"
import { networkAcl } from "@/lib/aws/types/network-acl"
import { networkInterface } from "@/lib/aws/types/network-interface"
import { routeTable } from "@/lib/aws/types/route-table"
import { securityGroup } from "@/lib/aws/types/security-group"
import { subnet } from "@/lib/aws/types/subnet"
import { transitGatewayAttachment } from "@/lib/aws/types/transit-gateway-attachment"
import { vpc } from "@/lib/aws/types/vpc"
import { vpcEndpoint } from "@/lib/aws/types/vpc-endpoint"
import { vpcPeering } from "@/lib/aws/types/vpc-peering"

/** Every type that is data, in the order in which people see them. A new type is one file and a line here. */
export const specs: readonly Spec[] = [
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
]
