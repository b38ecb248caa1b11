import { addResourceType, getResourceType, resourceTypes } from "@/lib/aws/resource-types/registry"

/**
 * Adds copies of types under other names, each of the same service and with the same list, until there are `count` types.
 * @param of the types that are copied, one after another.
 */
export function addCopies(count: number, of: readonly string[]): void {
  for (let at = 0; resourceTypes.length < count; at++) {
    const original = getResourceType(of[at % of.length] ?? "")
    const type = `type${resourceTypes.length}`
    addResourceType({ ...original, type, name: `Type ${resourceTypes.length}` })
  }
}

/** The types that the product has. */
export const ORIGINALS = ["ec2", "rds", "lambda", "s3", "elb", "vpc"]
