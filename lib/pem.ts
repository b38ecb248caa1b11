import { readFileSync } from "node:fs"
import { z } from "zod"

/** The file's text, or nothing if it cannot be read. */
function readText(file: string): string {
  try {
    return readFileSync(file, "utf8")
  } catch {
    return ""
  }
}

/** Returns a certificate that is given as text, or as the path of a file. */
export function pem(value: string, context: z.RefinementCtx): string {
  const text = value.includes("-----BEGIN") ? value : readText(value)
  if (text.includes("-----BEGIN CERTIFICATE-----")) return text
  context.addIssue({ code: "custom", message: "must be a certificate in PEM, or the path of a file with one" })
  return z.NEVER
}
