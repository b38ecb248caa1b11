import { formatCount, plural } from "@/app/_ui/format"
import type { TypeChoiceState } from "@/app/(console)/resources/read-types"
import type { BundleKey } from "@/lib/aws/resource-types/choices"
import { type Cost, USUAL_REGIONS } from "@/lib/aws/resource-types/cost"

/** What a person calls the bundles. */
export const BUNDLE_NAMES: Readonly<Record<BundleKey, { title: string; text: string }>> = {
  minimal: { title: "The six of the minimal policy", text: "EC2, RDS, Lambda, S3, load balancers, VPCs" },
  recommended: { title: "Recommended", text: "What most accounts have; updates may offer more" },
  "*": { title: "Everything", text: "Also what may come by the thousand" },
}

/** `92 types, 150 permissions, about 1,241 calls in 17 regions`. */
export const costText = ({ types, permissions, calls }: Cost): string =>
  `${plural(types, "type")}, ${plural(permissions, "permission")}, about ${formatCount(calls)} calls in ${USUAL_REGIONS} regions`

/** Where the policy of a choice is. */
export function policyHref(choice: TypeChoiceState): string {
  if ("own" in choice) return `/api/aws/iam-policy?${new URLSearchParams({ resource_types: [...choice.own].join() })}`
  return choice.bundle === "minimal" ? "/api/aws/iam-policy" : `/api/aws/iam-policy?resource_types=${choice.bundle}`
}
