import { plural } from "@/app/_ui/format"
import { needsOf } from "@/lib/aws/policy"
import { resourceTypes } from "@/lib/aws/resource-types/registry"
import type { Need } from "@/lib/aws/statements"
import type { RegionCoverage, ServiceCoverage, Truth } from "@/lib/inventory/read/coverage"

/** What each truth is called, and how it is marked. */
export const TRUTHS: Readonly<Record<Truth, { label: string; text: string; mark: string }>> = {
  listed: { label: "Listed", text: "every type was read to its end: what is not here is not in AWS", mark: "bg-ok" },
  partly: { label: "Partly listed", text: "some types were read, others were not", mark: "bg-warn" },
  reported: {
    label: "Reported by an index",
    text: "what an index names is there; what it does not name is unknown",
    mark: "bg-info",
  },
  absent: {
    label: "Not offered",
    text: "AWS has no such service there, or it is not switched on",
    mark: "bg-line-strong",
  },
  unread: { label: "Not looked at", text: "nothing was read", mark: "border border-line-strong" },
}

export const truths = Object.keys(TRUTHS) as Truth[]

/** One square in words: `eu-west-1: partly listed, 2 of 3 lists read, 1 failed`. */
export function cellText({ region, truth, listed, failed, absent, left, unasked, reported }: RegionCoverage): string {
  const total = listed + failed + absent + unasked
  const parts = [
    ...(total > 0 ? [`${listed + absent} of ${plural(total, "list")} read`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(left > 0 ? [`${left} no longer scanned`] : []),
    ...(reported > 0 ? [`${reported} reported by an index`] : []),
  ]
  return `${region}: ${[TRUTHS[truth].label.toLowerCase(), ...parts].join(", ")}`
}

/** All squares in words: `15 regions listed, 2 not looked at`. */
export const summaryOf = ({ regions }: Pick<ServiceCoverage, "regions">): string =>
  truths
    .flatMap((truth) => {
      const count = regions.filter((one) => one.truth === truth).length
      return count > 0 ? [`${count} ${TRUTHS[truth].label.toLowerCase()}`] : []
    })
    .join(", ")

/** What allows these actions, for the types that need them: what some of them are bound to depends on the type. */
export const needsFor = (actions: readonly string[]): Need[] =>
  needsOf(resourceTypes).filter(({ action }) => actions.includes(action))

/** Where a service stands on the page. */
export type Group = "failed" | "partly" | "reported" | "listed" | "unread"

export function groupOf({ regions, types, unasked, reported }: ServiceCoverage): Group {
  if (regions.some(({ failed }) => failed > 0)) return "failed"
  if (types === 0) return "reported"
  if (unasked.length === types) return reported > 0 ? "reported" : "unread"
  return regions.some(({ truth }) => truth === "partly" || truth === "unread" || truth === "reported")
    ? "partly"
    : "listed"
}
