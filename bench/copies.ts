import { addResourceType, getResourceType } from "@/lib/aws/resource-types/registry"

/** The six basic types, whose calls the simulated accounts allow. */
export const ORIGINALS: readonly string[] = ["ec2", "rds", "lambda", "s3", "elb", "vpc"]

/**
 * Adds copies of types under other names, each of the same service and with the same list.
 * @param count how many types there are to be, the six included. @param of the types that are copied, one after another.
 * @returns the keys of the six and of the copies.
 */
export function addCopies(count: number, of: readonly string[]): string[] {
  const keys = [...ORIGINALS]
  for (let at = 0; keys.length < count; at++) {
    const type = `type${keys.length}`
    addResourceType({ ...getResourceType(of[at % of.length] ?? ""), type, name: `Type ${keys.length}` })
    keys.push(type)
  }
  return keys
}
