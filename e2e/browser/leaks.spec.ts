import { readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "playwright/test"
import { findRunningEmbedded } from "@/lib/db/embedded/start"
import { dumpTables } from "../support/dump"
import { findSecrets } from "../support/secrets"
import { ANSWERS, SERVER_LOG, TOKENS } from "../support/traces"

// Runs last, after every test that could leak a secret.
const tokens = () =>
  Object.fromEntries(
    readFileSync(TOKENS, "utf8")
      .trim()
      .split("\n")
      .map((token, index) => [`token ${index}`, token]),
  )

test("no secret of the suite is in the database", async () => {
  const url = await findRunningEmbedded(process.env.AWC_DATA_DIR ?? "")
  const dump = await dumpTables(url ?? "")
  expect(dump).toContain("ines@example.com")
  expect(findSecrets(dump, tokens())).toEqual([])
})

test("no secret is in the server's log", () => {
  const log = readFileSync(SERVER_LOG, "utf8")
  expect(log).toContain("AWS Connect is ready")
  expect(findSecrets(log, tokens())).toEqual([])
})

test("no secret is in any HTTP answer", () => {
  const answers = readFileSync(ANSWERS, "utf8")
  expect(answers).toContain("application/problem+json")
  expect(findSecrets(answers, tokens())).toEqual([])
})

test("the browser gets no secrets and no server code", () => {
  const bundle = filesOf(".next/static")
    .map((file) => readFileSync(file, "utf8"))
    .join("\n")
  expect(bundle).toContain("Connect & Scan")
  expect(findSecrets(bundle, tokens())).toEqual([])
  for (const serverOnly of ["drizzle", "DescribeInstancesCommand", "aes-256-gcm", "ENCRYPTION_KEY"])
    expect(bundle).not.toContain(serverOnly)
})

const filesOf = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? filesOf(path) : [path]
  })
