import { randomBytes } from "node:crypto"
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises"
import { dirname } from "node:path"

/**
 * Reads a file that only this user can read; `make` writes it if it is missing. The text is written to a temporary
 * file, which is then linked to the final name. Two processes that start at once read the same text, and a crash leaves
 * no partial file.
 */
export async function ensureSecretFile(file: string, make: () => string): Promise<string> {
  const known = await readFile(file, "utf8").catch(ignore("ENOENT"))
  if (known) return known.trim()
  await makePrivateFolder(dirname(file))
  const draft = `${file}.${randomBytes(4).toString("hex")}`
  await writeFile(draft, make(), { mode: 0o600 })
  try {
    await link(draft, file).catch(ignore("EEXIST"))
  } finally {
    await rm(draft, { force: true })
  }
  return (await readFile(file, "utf8")).trim()
}

/**
 * Makes a folder that only this user can enter, if it is missing. The folders above it get the usual mode: they contain
 * nothing else, and the database's own user must pass through them.
 */
export async function makePrivateFolder(folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true })
  await mkdir(folder, { mode: 0o700 }).catch(ignore("EEXIST"))
}

const ignore = (code: string) => (error: NodeJS.ErrnoException) => {
  if (error.code !== code) throw error
}
