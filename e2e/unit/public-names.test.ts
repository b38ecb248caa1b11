import { expect, test } from "vitest"
import { knownNames, publicNames } from "../support/public-names"

test("no name that people build on goes away unnoticed", () => {
  const [known, names] = [knownNames(), publicNames()]
  // Who takes one away announces it in CHANGELOG.md, keeps the old name beside the new one for a release, and then
  // removes its line in docs/public-names.txt.
  expect(known.filter((name) => !names.includes(name))).toEqual([])
  expect(
    names.filter((name) => !known.includes(name)),
    "npm run docs adds them to docs/public-names.txt",
  ).toEqual([])
})
