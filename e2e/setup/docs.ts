import { execFileSync } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { writeNames } from "../support/public-names"
import { renderReadme } from "./readme"
import { renderSdkParts, SDK_PARTS } from "./sdk-parts"

/** `npm run docs`: updates what is generated from the code. */
writeFileSync("README.md", renderReadme(readFileSync("README.md", "utf8")))
for (const [path, text] of await renderSdkParts()) writeFileSync(path, text)
execFileSync("npx", ["biome", "check", "--write", "--log-level=error", SDK_PARTS], { stdio: "ignore" })
writeNames()
console.log("README.md, the parts of the AWS SDK and docs/public-names.txt are up to date.")
