import { spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { delimiter, join } from "node:path"
import { run, step } from "./prepare.mjs"

/** The one without a window first: it opens pages in half the time. */
const NAMES = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]

/**
 * Finds a Chromium for the browser tests: an installed one, else Playwright's download, else (as root on Debian) the
 * distribution's package. @returns its path, or null if Playwright uses its own. @throws if none can be installed.
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
  step("Browser: none found; Playwright downloads one")
  const download = spawnSync(process.execPath, ["node_modules/playwright/cli.js", "install", "chromium"], {
    stdio: "ignore",
    timeout: 300_000,
  })
  if (download.status === 0 && (await downloaded())) return null
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    step("Browser: the download failed; installing the distribution's chromium")
    await run("apt-get", ["update", "-qq"])
    const install = (name) => run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", name])
    await install("chromium-headless-shell").catch(() => install("chromium"))
    const installed = onPath()
    if (installed) return installed
  }
  throw new Error("No browser: install Chromium, set AWC_CHROMIUM to a path, or run `npx playwright install chromium`")
}

function onPath() {
  const folders = (process.env.PATH ?? "").split(delimiter)
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((file) => existsSync(file))
}

async function downloaded() {
  const { chromium } = await import("playwright")
  return existsSync(chromium.executablePath())
}
