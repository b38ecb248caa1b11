import { execFileSync } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { renderReadme } from "./readme"
import { renderSdkParts, SDK_PARTS } from "./sdk-parts"

/** `npm run docs`: updates what is generated from the code. */
writeFileSync("README.md", renderReadme(readFileSync("README.md", "utf8")))
for (const [path, text] of await renderSdkParts()) writeFileSync(path, text)
execFileSync("npx", ["biome", "check", "--write", "--log-level=error", SDK_PARTS], { stdio: "inherit" })
console.log("README.md and the parts of the AWS SDK are up to date.")
