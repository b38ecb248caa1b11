/** The codes with which AWS's services say that what was listed is no more, or never was. */
const GONE = /NotFound|NoSuch|DoesNotExist|NonExistent/

/** Whether an error says that the resource it asks for is no more. */
export const isGone = (error: unknown): boolean => error instanceof Error && GONE.test(error.name)

/** Whether an error is one of those that a pattern names, by its code or its message. */
export const isNamed = (error: unknown, pattern: RegExp | undefined): boolean =>
  pattern !== undefined && error instanceof Error && pattern.test(`${error.name}: ${error.message}`)
