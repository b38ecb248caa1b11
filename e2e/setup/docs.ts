import { readFileSync, writeFileSync } from "node:fs"
import { renderReadme } from "./readme"

/** `npm run docs`: updates the parts of README.md that are generated from the code. */
writeFileSync("README.md", renderReadme(readFileSync("README.md", "utf8")))
console.log("README.md is up to date.")
