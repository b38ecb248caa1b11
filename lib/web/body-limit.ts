import { AppError } from "@/lib/errors"

/** Several times as much as any of our requests needs. */
export const MAX_BODY_BYTES = 64 * 1024

export const bodyTooLarge = () =>
  new AppError("too_large", `Request too large: a body may have ${MAX_BODY_BYTES / 1024} KiB at most.`)
