import { resourceTypes } from "@/lib/aws/resource-types/registry"

export const dynamic = "force-static"
export const maxDuration = 10

/** Public: what this version scans, and what each type needs. */
export const GET = () =>
  Response.json({
    supported_resources: resourceTypes.map(({ type, name, description, iamActions }) => ({
      type,
      name,
      description,
      permissions: iamActions,
    })),
  })
