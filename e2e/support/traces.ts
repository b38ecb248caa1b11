import { appendFileSync, readFileSync } from "node:fs"
import type { Page } from "playwright/test"
import { folder } from "./lane"

/** Files of the browser suite. At its end, the log and the answers are searched for the tokens and other secrets. */
export const SERVER_LOG = `${folder}/server.log`
export const ANSWERS = `${folder}/answers.log`
export const TOKENS = `${folder}/tokens.log`

export const keepAnswer = (text: string) => appendFileSync(ANSWERS, `${text}\n`)

/** Records every response that the page receives. */
export function keepAnswers(page: Page): void {
  page.on("response", async (response) => {
    const text = await response.text().catch(() => "no body")
    keepAnswer(`${response.url()}\n${JSON.stringify(response.headers())}\n${text}`)
  })
}

/** The setup code that the server printed. */
export function printedSetupCode(): string {
  const code = /setup code ([A-Z0-9-]{14})/.exec(readFileSync(SERVER_LOG, "utf8"))?.[1]
  if (!code) throw new Error("the server printed no setup code")
  return code
}
