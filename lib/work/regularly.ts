import { describeError } from "@/lib/errors"

/**
 * Acts again and again. Turns do not overlap: one that takes longer takes the place of the next. @param act never throws.
 * @returns a function that ends it, and waits for a turn that is under way.
 */
export function regularly(everyMs: number, act: () => Promise<void>): () => Promise<void> {
  let turn: Promise<void> | null = null
  const timer = setInterval(() => {
    turn ??= act().finally(() => {
      turn = null
    })
  }, everyMs)
  return async () => {
    clearInterval(timer)
    await turn
  }
}

/** Acts, and puts a failure into the log. @param problem what did not work, as a clause. */
export async function attempt(problem: string, act: () => Promise<unknown>): Promise<void> {
  try {
    await act()
  } catch (error) {
    console.error(`${problem}: ${describeError(error)}`)
  }
}
