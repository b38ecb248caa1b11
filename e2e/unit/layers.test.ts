import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join, resolve } from "node:path"
import { expect, test } from "vitest"

/** For each file, an import that its layer forbids and one that it allows. */
const layers: Record<string, readonly [forbidden: string, allowed: string]> = {
  "lib/config.ts": ["@/lib/db/client", "zod"],
  "lib/db/x.ts": ["@/lib/inventory/views", "@/lib/config"],
  "lib/auth/x.ts": ["@/lib/scans/start", "@/lib/db/client"],
  "lib/aws/x.ts": ["@/lib/db/client", "@aws-sdk/client-ec2"],
  "lib/jobs/x.ts": ["@/lib/scans/plan/job", "@/lib/db/client"],
  "lib/query/x.ts": ["@/lib/db/client", "@/lib/query/parse"],
  "lib/inventory/x.ts": ["@/lib/scans/start", "@/lib/aws/resource"],
  "lib/scans/x.ts": ["@/lib/web/route", "@/lib/inventory/views"],
  "lib/access/x.ts": ["@/lib/scans/start", "@/lib/db/client"],
  "lib/connections/x.ts": ["@/lib/work/tick", "@/lib/scans/start"],
  "lib/work/x.ts": ["@/lib/web/route", "@/lib/scans/expire"],
  "lib/web/x.ts": ["@/lib/scans/start", "@/lib/auth/permissions"],
  "app/x.ts": ["drizzle-orm", "@/lib/scans/start"],
  "app/y.ts": ["@/lib/db/client", "@/lib/db/states"],
  "lib/scans/y.ts": ["../web/route", "@/lib/jobs/enqueue"],
}

test("lint refuses an import that points upwards and accepts one that points downwards", () => {
  const folder = mkdtempSync(join(tmpdir(), "awc-layers-"))
  const config = JSON.parse(readFileSync("biome.json", "utf8"))
  writeFileSync(join(folder, "biome.json"), JSON.stringify({ ...config, vcs: { enabled: false } }))
  for (const [file, imports] of Object.entries(layers)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), imports.map((path) => `import ${JSON.stringify(path)}\n`).join(""))
  }
  const refused = lint(folder)
  rmSync(folder, { recursive: true })
  for (const file of Object.keys(layers)) {
    expect(
      refused.filter((line) => line.startsWith(`${file}:`)),
      file,
    ).toEqual([`${file}:1`])
  }
})

/** @returns `file:line` of each restricted import. */
function lint(folder: string): string[] {
  const program = resolve("node_modules/@biomejs/biome/bin/biome")
  const args = [program, "lint", "--only=style/noRestrictedImports", "--max-diagnostics=none", "."]
  try {
    execFileSync(process.execPath, args, { cwd: folder, stdio: "pipe" })
    return []
  } catch (error) {
    const { stdout, stderr } = error as { stdout: Buffer; stderr: Buffer }
    return [...`${stdout}${stderr}`.matchAll(/^(\S+?:\d+):\d+ lint\/style\/noRestrictedImports/gm)].map(
      (match) => match[1] ?? "",
    )
  }
}
