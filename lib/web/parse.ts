import type { z } from "zod"
import { AppError, type FieldError } from "@/lib/errors"

/** Parses what a request sent. @throws AppError invalid, with one entry for each wrong field. */
export function parse<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const fields = toFieldErrors(parsed.error)
  const first = fields[0]
  const message = `${first?.path ? `${first.path}: ` : ""}${first?.message ?? "wrong shape"}`
  throw new AppError("invalid", `Invalid request: ${message}`, { fields })
}

/** zod's issues as the contract's `{ path, message }`, with dots in paths: `credentials.region`. */
const toFieldErrors = (error: z.ZodError): FieldError[] =>
  error.issues.map((issue) => ({
    path: issue.path.join("."),
    message: issue.message,
    ...(issue.code === "custom" && issue.params),
  }))
