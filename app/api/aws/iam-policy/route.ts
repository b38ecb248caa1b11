import { iamPolicies, policyQuerySchema } from "@/lib/aws/policy"
import { getResourceType } from "@/lib/aws/resource-types/registry"
import { parse } from "@/lib/web/parse"
import { route } from "@/lib/web/route"

export const maxDuration = 10

export const GET = route({ permission: "policy.read" }, async ({ request }) => {
  const query = parse(policyQuerySchema, Object.fromEntries(new URL(request.url).searchParams))
  const [policy, ...more] = iamPolicies(query.resource_types.map(getResourceType))
  return Response.json(more.length > 0 ? { policies: [policy, ...more] } : policy)
})
