import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"

const alias = { "@": fileURLToPath(new URL(".", import.meta.url)).replace(/\/$/, "") }

/** The integration half runs once a database: `AWC_TEST_DATABASE` says which (see e2e/support/global-database.ts). */
export default defineConfig({
  test: {
    projects: [
      { resolve: { alias }, test: { name: "unit", include: ["e2e/unit/**/*.test.ts"] } },
      {
        resolve: { alias },
        test: {
          name: "integration",
          include: ["e2e/integration/**/*.test.ts"],
          // About a server of its own: once is enough.
          exclude:
            process.env.AWC_TEST_DATABASE === "system"
              ? ["e2e/integration/embedded.test.ts", "e2e/integration/crash.test.ts"]
              : [],
          globalSetup: ["e2e/support/global-database.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "conformance",
          include: ["e2e/conformance/**/*.test.ts"],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
