import { spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { delimiter, join } from "node:path"
import { run, step } from "./prepare.mjs"

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]

/**
 * A Chromium for the browser tests: the machine's own, else Playwright's download, else (as root on Debian) the distribution's
 * package. @returns its path, or null where Playwright finds its own. @throws where there is none to be had.
 */
export async function ensureBrowser() {
  const known = process.env.AWC_CHROMIUM || onPath()
  if (known) {
    step(`Browser: ${known}`)
    return known
  }
  if (await downloaded()) {
    step("Browser: Playwright's own download")
    return null
  }
  step("Browser: none here yet; asking Playwright to download one")
  const download = spawnSync(process.execPath, ["node_modules/playwright/cli.js", "install", "chromium"], {
    stdio: "ignore",
    timeout: 300_000,
  })
  if (download.status === 0 && (await downloaded())) return null
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    step("Browser: the download failed; installing the distribution's chromium")
    await run("apt-get", ["update", "-qq"])
    await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"])
    const installed = onPath()
    if (installed) return installed
  }
  throw new Error("No browser: install Chromium, or set AWC_CHROMIUM to one, or run `npx playwright install chromium`")
}

function onPath() {
  const folders = (process.env.PATH ?? "").split(delimiter)
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find((file) => existsSync(file))
}

async function downloaded() {
  const { chromium } = await import("playwright")
  return existsSync(chromium.executablePath())
}
