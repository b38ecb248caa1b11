import { z } from "zod"

/** Text that PostgreSQL can store: it must not contain a NUL. */
export const storableText = z
  .string()
  .refine((value) => !value.includes("\0"), "A value must not contain a NUL character.")

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Whether PostgreSQL accepts the text as a uuid. Any other text makes it answer with an error. */
export const isUuid = (text: string): boolean => UUID.test(text)
