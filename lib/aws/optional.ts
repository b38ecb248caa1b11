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

/**
 * Reads one part of a list, such as what one parent holds. @param part what it is, in words that people know.
 * @param action the IAM action that the call needs.
 * @throws the SDK's error if the scan was cancelled or its credentials have expired: then no other part can be read.
 */
export async function* readPart<T>(
  { signal, missPart }: Pick<ListContext, "signal" | "missPart">,
  part: string,
  action: string,
  pages: AsyncIterable<T>,
): AsyncGenerator<T, void> {
  const reader = pages[Symbol.asyncIterator]()
  try {
    for (;;) {
      const page = await nextOf(reader)
      if (page instanceof Unread) {
        const failure = toAwsFailure(page.error, action)
        if (signal.aborted || isExpiry(failure)) throw page.error
        return missPart(part, failure)
      }
      if (page.done) return
      yield page.value
    }
  } finally {
    await reader.return?.()
  }
}

class Unread {
  constructor(readonly error: unknown) {}
}

/** What the reader throws is AWS's; what is thrown while a page is stored is not, and passes by. */
const nextOf = <T>(reader: AsyncIterator<T>): Promise<IteratorResult<T> | Unread> =>
  reader.next().catch((error: unknown) => new Unread(error))
