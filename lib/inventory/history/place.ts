import { z } from "zod"
import { AppError } from "@/lib/errors"

/** The last row of a page of what is listed by time: its moment as PostgreSQL writes it, and its id. */
export interface Place {
  at: string
  id: string
}

const schema = z.tuple([
  z.string().regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?[+-][\d:]+$/),
  z.string().regex(/^[\da-f-]+$/),
])

export const toCursor = ({ at, id }: Place): string => Buffer.from(JSON.stringify([at, id])).toString("base64url")

/** @throws AppError invalid if the cursor does not come from us. */
export function readCursor(text: string | undefined): Place | null {
  if (text === undefined) return null
  try {
    const [at, id] = schema.parse(JSON.parse(Buffer.from(text, "base64url").toString()))
    return { at, id }
  } catch (cause) {
    throw new AppError("invalid", "Invalid request: cursor does not come from this list.", {
      fields: [{ path: "cursor", message: "Send the next_cursor of a page of the same list, unchanged." }],
      cause,
    })
  }
}
