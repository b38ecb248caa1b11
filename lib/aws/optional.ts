import { isExpiry, toAwsFailure } from "@/lib/aws/failure"
import type { ListContext } from "@/lib/aws/resource-types/define"

/**
 * Reads a detail that the list itself does not depend on, such as a resource's tags.
 * @param action the IAM action that the call needs.
 * @param isGone recognises the error of a resource that was deleted after it was listed.
 * @returns undefined if the detail could not be read: it is unknown, not empty. The failure goes to `warn`, and the
 *   slice becomes partial, unless the resource is gone.
 * @throws the SDK's error if the scan was cancelled or its credentials have expired.
 */
export async function readOptional<T>(
  { signal, warn }: Pick<ListContext, "signal" | "warn">,
  action: string,
  read: () => Promise<T>,
  isGone: (error: Error) => boolean = () => false,
): Promise<T | undefined> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof Error && isGone(error)) return undefined
    const failure = toAwsFailure(error, action)
    if (signal.aborted || isExpiry(failure)) throw error
    warn(failure)
    return undefined
  }
}
