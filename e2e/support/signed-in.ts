import { type BrowserContext, test as base } from "playwright/test"

/** What pages keep on a device; a test leaves none of it to the next one. */
const KEPT = /^awc-/

/**
 * Tests as the administrator. Their pages share one context of the browser, as the tabs of a person do: scripts are fetched
 * and compiled once, and not anew for each test.
 */
export const test = base.extend<{ context: BrowserContext }, { tabs: BrowserContext }>({
  tabs: [
    async ({ browser }, use, { project }) => {
      const { storageState, viewport, baseURL } = project.use
      const context = await browser.newContext({
        ...(storageState && { storageState }),
        ...(viewport && { viewport }),
        ...(baseURL && { baseURL }),
      })
      await use(context)
      await context.close()
    },
    { scope: "worker" },
  ],
  context: async ({ tabs }, use) => {
    await use(tabs)
    for (const page of tabs.pages()) await page.close()
    await tabs.clearCookies({ name: KEPT })
    await tabs.clearPermissions()
  },
  page: async ({ context }, use) => {
    await use(await context.newPage())
  },
})
