import { z } from "zod"
import { AppError } from "@/lib/errors"

/** The last row of a page of what is listed by time: its moment as PostgreSQL writes it, and its id. */
export interface Place {
  at: string
  id: string
}

const ids = { uuid: /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/, number: /^\d{1,18}$/ }
const moment = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?[+-][\d:]+$/)
  .refine((text) => !Number.isNaN(Date.parse(text)))

export const toCursor = ({ at, id }: Place): string => Buffer.from(JSON.stringify([at, id])).toString("base64url")

/** @param kind of the list's ids. @throws AppError invalid if the cursor does not come from such a list. */
export function readCursor(text: string | undefined, kind: keyof typeof ids): Place | null {
  if (text === undefined) return null
  try {
    const [at, id] = z
      .tuple([moment, z.string().regex(ids[kind])])
      .parse(JSON.parse(Buffer.from(text, "base64url").toString()))
    return { at, id }
  } catch (cause) {
    throw new AppError("invalid", "Invalid request: cursor does not come from this list.", {
      fields: [{ path: "cursor", message: "Send the next_cursor of a page of the same list, unchanged." }],
      cause,
    })
  }
}
