import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"

const alias = { "@": fileURLToPath(new URL(".", import.meta.url)).replace(/\/$/, "") }

/** Integration tests run once per database. `AWC_TEST_DATABASE` selects it (see e2e/support/global-database.ts). */
export default defineConfig({
  test: {
    projects: [
      { resolve: { alias }, test: { name: "unit", include: ["e2e/unit/**/*.test.ts"] } },
      {
        resolve: { alias },
        test: {
          name: "integration",
          include: ["e2e/integration/**/*.test.ts"],
          // These files start their own processes, so one run is enough.
          exclude:
            process.env.AWC_TEST_DATABASE === "system"
              ? ["embedded", "crash", "start", "schedules"].map((name) => `e2e/integration/${name}.test.ts`)
              : [],
          globalSetup: ["e2e/support/global-database.ts"],
          // However slow the machine is, only a test that hangs reaches it.
          testTimeout: 600_000,
          hookTimeout: 600_000,
          maxWorkers: 2,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "conformance",
          include: ["e2e/conformance/**/*.test.ts"],
          testTimeout: 600_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
