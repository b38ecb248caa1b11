import { type AwsFailure, toAwsFailure } from "@/lib/aws/failure"
import type { Place } from "@/lib/aws/resource"
import type { ResourceType } from "@/lib/aws/resource-types/define"
import type { AwsSession } from "@/lib/aws/session"

/**
 * Sees whether a type can be scanned: its list's shortest page, and the details of what is on it. It only reads.
 * @returns what failed; null if all was allowed.
 */
export async function probeType(type: ResourceType, aws: AwsSession, place: Place): Promise<AwsFailure | null> {
  const warnings: AwsFailure[] = []
  const { signal } = new AbortController()
  const absent = () => {}
  const warn = (failure: AwsFailure) => void warnings.push(failure)
  try {
    for await (const _ of type.list({
      ...place,
      aws,
      signal,
      hasTagIndex: false,
      isSample: true,
      warn,
      absent,
      missPart: (_, failure) => warn(failure),
    }))
      break
    return warnings[0] ?? null
  } catch (error) {
    return toAwsFailure(error, type.iamActions[0])
  }
}
