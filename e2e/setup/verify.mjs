import { spawn } from "node:child_process"

/** `npm run verify`: format, lint with layers, types and unit tests, side by side. What fails is printed; all is run. */
const CHECKS = [
  ["format and lint", "node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings"],
  ["types", "node_modules/typescript/bin/tsc", "--noEmit"],
  ["unit tests", "node_modules/vitest/vitest.mjs", "run", "--project", "unit"],
]

/** Of what is right. */
const SHOWN_LINES = 5

const codes = await Promise.all(CHECKS.map(([title, ...args]) => run(title, args)))
process.exit(Math.max(...codes))

/** Prints a program's output when it has ended, whole if it failed. @returns its exit code. */
function run(title, args) {
  return new Promise((done) => {
    const child = spawn(process.execPath, args, { env: { ...process.env, FORCE_COLOR: "1" } })
    const output = []
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => output.push(chunk))
    child.once("close", (code) => {
      const text = Buffer.concat(output).toString().trimEnd()
      console.log(`» ${title}: ${code === 0 ? "right" : "wrong"}`)
      console.log(code === 0 ? text.split("\n").slice(-SHOWN_LINES).join("\n") : text)
      done(code ?? 1)
    })
  })
}
