// Runs after an installation and before a build: applies postgres.patch to the driver `postgres`. The patch fixes what
// happens when the database cuts a connection in a transaction (porsager/postgres 1208, 1186 and 1216): the driver threw
// where nobody can catch it, or sent the rest of the transaction into another one. It also lets transactions begin where
// `max_pipeline` is 0: the driver asked for the limit before it noted whose connection it is.
import { readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { applyPatch, parsePatch, reversePatch } from "diff"

const root = new URL("../../../", import.meta.url)

for (const patch of parsePatch(readFileSync(new URL("postgres.patch", import.meta.url), "utf8"))) {
  const file = fileURLToPath(new URL(patch.newFileName.replace("b/", ""), root))
  const source = readFileSync(file, "utf8")
  const patched = applyPatch(source, patch)
  if (patched !== false) writeFileSync(file, patched)
  else if (applyPatch(source, reversePatch(patch)) === false) {
    throw new Error(
      `lib/db/driver/postgres.patch does not fit ${file}. Delete node_modules/postgres and run npm install. ` +
        "If that does not help, another version of postgres is installed than the patch was made for.",
    )
  }
}
