/** Whether an error is one of those that a pattern names, by its code or its message. */
export const isNamed = (error: unknown, pattern: RegExp | undefined): boolean =>
  pattern !== undefined && error instanceof Error && pattern.test(`${error.name}: ${error.message}`)
