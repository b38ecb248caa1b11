import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { readSettings } from "@/lib/config"
import { renderReadme } from "../setup/readme"

const readme = readFileSync("README.md", "utf8")

describe("the documents", () => {
  test("README.md has the registry's policy and table of types (npm run docs writes them)", () => {
    expect(renderReadme(readme)).toBe(readme)
  })

  test("README.md and .env.example name every variable that the configuration reads", () => {
    const source = readFileSync("lib/config.ts", "utf8")
    const names = [...source.matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map(([, name]) => name ?? "")
    expect(names.length).toBeGreaterThan(20)
    const example = readFileSync(".env.example", "utf8")
    // Vercel sets this variable itself.
    for (const name of names.filter((one) => one !== "VERCEL")) {
      expect(readme, name).toContain(`\`${name}\``)
      expect(example, name).toMatch(new RegExp(`^${name}=`, "m"))
    }
  })

  test(".env.example is valid without changes", () => {
    const lines = readFileSync(".env.example", "utf8").split("\n")
    const pairs = lines.filter((line) => /^[A-Z]/.test(line)).map((line) => line.split(/=(.*)/s).slice(0, 2))
    expect(() => readSettings(Object.fromEntries(pairs))).not.toThrow()
  })
})
