import { z } from "zod"
import type { Category, ResourceType } from "@/lib/aws/resource-types/define"
import { ec2 } from "@/lib/aws/resource-types/ec2"
import { elb } from "@/lib/aws/resource-types/elb"
import { lambda } from "@/lib/aws/resource-types/lambda"
import { rds } from "@/lib/aws/resource-types/rds"
import { s3 } from "@/lib/aws/resource-types/s3"
import { vpc } from "@/lib/aws/resource-types/vpc"

/** Every resource type that we scan, in the order in which people see them. */
export const resourceTypes: readonly ResourceType[] = [ec2, rds, lambda, s3, elb, vpc]

export const resourceTypeKeys: readonly string[] = resourceTypes.map((one) => one.type)

/** The type of that key, or undefined. */
export const findResourceType = (key: string): ResourceType | undefined => resourceTypes.find((one) => one.type === key)

/** The type of that key. @throws Error for a key that is in no registry (a row of a type since removed). */
export function getResourceType(key: string): ResourceType {
  const type = findResourceType(key)
  if (!type) throw new Error(`No resource type ${key}`)
  return type
}

/** A type's key. The message does not repeat the input, which may be anything. */
export const typeSchema = z.string().refine((key) => resourceTypeKeys.includes(key), {
  error: () => `Unknown resource type. Use one of: ${resourceTypeKeys.join(", ")}.`,
})

export interface TypeLabel {
  type: string
  name: string
  description: string
  category: Category
  scope: "regional" | "global"
  icon: { color: string; path: string }
  /** The property that names values which are kept sealed, and what people call it. */
  sealed?: { property: string; label: string } | undefined
}

/** What a browser may know of the types: labels and icons, no scanner and no SDK. */
export const typeLabels = (): TypeLabel[] =>
  resourceTypes.map(({ type, name, description, category, scope, icon, sealed }) => ({
    ...{ type, description, category, scope, icon, sealed },
    name: sentenceCase(name),
  }))

/** The labels of these types. One that is in no registry any more, but in old scans, goes by its key. */
export function labelsOf(keys: readonly string[]): TypeLabel[] {
  const labels = new Map(typeLabels().map((label) => [label.type, label]))
  return keys.map((key) => labels.get(key) ?? { ...UNKNOWN, type: key, name: key })
}

const UNKNOWN = {
  description: "No longer scanned",
  category: "Other",
  scope: "regional",
  icon: { color: "#667085", path: "M12 17h.01M12 13a3 3 0 1 0-3-3" },
} as const

/** `Load Balancers` as `Load balancers`; `EC2` and `VPCs` stay. */
const sentenceCase = (name: string) => name.replace(/ [A-Z](?=[a-z])/g, (initial) => initial.toLowerCase())
