import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { before, toGoal } from "@/lib/web/address"

test("after the sign-in, only a page of ours follows", () => {
  for (const text of ["/resources", "/resources?q=type:rds&sort=-name", "/scans/1?x=%2F", "/changes?from=a b"])
    expect(toGoal(text)?.split("?")[0]).toBe(text.split("?")[0])
  const wrong = [
    ...["//evil.example", "/\\evil.example", "https://evil.example/", "javascript:alert(1)", "evil", "", "/", null],
    ...["/\t/evil.example", "/sign-in", "/sign-in?next=/x", "/setup", "/password", "/api/auth/signout", "/_next/x"],
  ]
  for (const text of wrong) expect(toGoal(text), String(text)).toBeNull()
  expect(before("/sign-in", "/resources?q=a b")).toBe("/sign-in?next=%2Fresources%3Fq%3Da%2520b")
  expect([before("/sign-in", "/overview"), before("/password", "//evil.example")]).toEqual(["/sign-in", "/password"])
})

const filesOf = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return filesOf(join(folder, entry.name))
    return entry.name.endsWith(".tsx") ? [join(folder, entry.name)] : []
  })

test("links within the product are ours: none loads the app again, none fetches what nobody opens", () => {
  // The table listens for clicks on its names itself.
  const own = ["app/_ui/link.tsx", "app/(console)/resources/_table/cells.tsx"]
  for (const file of filesOf("app").filter((one) => !own.includes(one))) {
    const text = readFileSync(file, "utf8")
    expect(text, file).not.toMatch(/from "next\/link"/)
    const plain = [...text.matchAll(/<a\b[^>]*?href=(?:"|\{`)(\/(?!api\/)[^"`]*)/g)].map(([, href]) => href)
    expect(plain, file).toEqual([])
  }
})
