import { readFileSync, writeFileSync } from "node:fs"
import { renderReadme } from "./readme"

/** `npm run docs`: writes the parts of README.md that follow from the code. */
writeFileSync("README.md", renderReadme(readFileSync("README.md", "utf8")))
console.log("README.md is up to date.")
