const statuses = {
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  invalid: 422,
  too_large: 413,
  rate_limited: 429,
  conflict: 409,
  aws_refused: 400,
  aws_denied: 403,
  aws_failed: 502,
  timeout: 504,
} as const

export type ErrorCode = keyof typeof statuses

const titles: Record<ErrorCode, string> = {
  unauthenticated: "Unauthorized",
  forbidden: "Forbidden",
  not_found: "Not Found",
  invalid: "Unprocessable Content",
  too_large: "Content Too Large",
  rate_limited: "Too Many Requests",
  conflict: "Conflict",
  aws_refused: "Bad Request",
  aws_denied: "Forbidden",
  aws_failed: "Bad Gateway",
  timeout: "Gateway Timeout",
}

export interface FieldError {
  path: string
  message: string
  /** Of a query: the place of the mistake in the text, and what to write there. */
  start?: number
  end?: number
  suggestion?: string | null
}

interface Extra {
  fields?: FieldError[]
  retryAfterSeconds?: number
  scanId?: string
  cause?: unknown
}

/** A failure with a name. `message` is the line a person reads; it never holds a secret or a library's raw text. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly fields: FieldError[] | undefined
  readonly retryAfterSeconds: number | undefined
  readonly scanId: string | undefined

  constructor(code: ErrorCode, message: string, extra: Extra = {}) {
    super(message, { cause: extra.cause })
    this.name = "AppError"
    this.code = code
    this.fields = extra.fields
    this.retryAfterSeconds = extra.retryAfterSeconds
    this.scanId = extra.scanId
  }

  get status(): number {
    return statuses[this.code]
  }

  get title(): string {
    return titles[this.code]
  }
}

/** A request with a wrong field; the message names it. */
export const invalid = (path: string, message: string): AppError =>
  new AppError("invalid", `Invalid request: ${path}: ${message}`, { fields: [{ path, message }] })

/** One line for a log: the innermost cause's name and message. Drizzle's own message contains a query's parameters. */
export function describeError(error: unknown): string {
  let inner = error
  while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause
  return inner instanceof Error ? `${inner.name}: ${inner.message}` : "unknown error"
}

/** A part of a page: its content, or what was wrong. Anything unexpected is thrown. */
export async function orSay<T>(asked: Promise<T>): Promise<{ value: T | null; problem: string | null }> {
  try {
    return { value: await asked, problem: null }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { value: null, problem: error.message }
  }
}

/** What a page can do without: null where it was refused or took too long. */
export const orNull = async <T>(asked: Promise<T>): Promise<T | null> => (await orSay(asked)).value
