import type { Spec } from "@/lib/aws/types/contract"
import { ebsVolume } from "@/lib/aws/types/ebs-volume"
import { elasticIp } from "@/lib/aws/types/elastic-ip"
import { networkInterface } from "@/lib/aws/types/network-interface"
import { securityGroup } from "@/lib/aws/types/security-group"
import { subnet } from "@/lib/aws/types/subnet"
import { vpc } from "@/lib/aws/types/vpc"

/** Every type that is data, in the order in which people see them. A new type is one file and a line here. */
export const specs: readonly Spec[] = [vpc, networkInterface, subnet, securityGroup, elasticIp, ebsVolume]
