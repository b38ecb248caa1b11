import { resourceTypes } from "@/lib/aws/resource-types/registry"
import { describeType } from "@/lib/aws/resource-types/supported"

export const dynamic = "force-static"
export const maxDuration = 10

/** Public: what this version scans, what each type needs, and what it keeps of one. */
export const GET = () => Response.json({ supported_resources: resourceTypes.map(describeType) })
