import { AppError } from "@/lib/errors"

/** The most that any request of ours needs, several times over. */
export const MAX_BODY_BYTES = 64 * 1024

export const bodyTooLarge = () =>
  new AppError("too_large", `Request too large: a body has ${MAX_BODY_BYTES / 1024} KiB at most.`)
