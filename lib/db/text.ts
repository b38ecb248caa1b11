import { z } from "zod"

/** Text that PostgreSQL can hold: any without a NUL. */
export const storableText = z
  .string()
  .refine((value) => !value.includes("\0"), "A value must not hold a NUL character.")

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Whether PostgreSQL would take the text for a uuid; it answers anything else with an error. */
export const isUuid = (text: string): boolean => UUID.test(text)

/** A pattern for LIKE: `text` anywhere, each of its characters standing for itself. */
export const containing = (text: string): string => `%${text.replace(/[\\%_]/g, "\\$&")}%`
