/**
 * The browser tests run as two lanes at the same time, each with a product of its own: one reads a filled inventory that
 * nothing changes, the other scans, changes and deletes. `playwright.config.ts` sets what this reads.
 */
export const lane = process.env.AWC_LANE ?? ""

/** What a lane leaves behind: its log, its answers, its session. */
export const folder = `.test/${lane}`

/** The signed-in state of the administrator, for Playwright. */
export const SESSION = `${folder}/session.json`

/** The product's address. */
export const BASE_URL = `http://127.0.0.1:${process.env.AWC_TEST_PORT}`

export const ADMIN_EMAIL = "ines@example.com"
