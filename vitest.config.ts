import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"
import { BaseSequencer, type TestSpecification } from "vitest/node"

const alias = { "@": fileURLToPath(new URL(".", import.meta.url)).replace(/\/$/, "") }

/** What can differ between PostgreSQL's versions or collations: SQL, search, locks, migrations. */
const OF_THE_DATABASE = [
  ...["as-of", "counts", "driver", "history", "inventory", "joining"],
  ...["migrations", "query", "saved-views", "scope", "views"],
]

/** What takes long begins first, so that nothing runs alone at the end. */
const LONGEST = [
  "types",
  "unreadable",
  "crash",
  "start",
  "resilience",
  "pooler",
  "schedules",
  "embedded",
  "jobs",
  "organisation",
  "connections",
]

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = LONGEST.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`))
      return at < 0 ? LONGEST.length : at
    }
    return [...files].sort((a, b) => rank(a) - rank(b))
  }
}

/**
 * Integration tests run on the embedded database, and those that depend on its version once more on another one.
 * `AWC_TEST_DATABASE` selects it (see e2e/support/global-database.ts).
 */
export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        // Each file would load the SDK's clients again. Large samples take their time.
        test: { name: "unit", include: ["e2e/unit/**/*.test.{ts,tsx}"], isolate: false, testTimeout: 120_000 },
      },
      {
        resolve: { alias },
        test: {
          name: "integration",
          include:
            process.env.AWC_TEST_DATABASE === "system"
              ? OF_THE_DATABASE.map((name) => `e2e/integration/${name}.test.ts`)
              : ["e2e/integration/**/*.test.ts"],
          globalSetup: ["e2e/support/global-database.ts"],
          // However slow the machine is, only a test that hangs reaches it.
          testTimeout: 600_000,
          hookTimeout: 600_000,
          // One more than the cores: a test waits as often as it works.
          maxWorkers: 3,
          // Each file would load the product anew. A file leaves nothing behind that another one sees.
          isolate: false,
          sequence: { sequencer: LongestFirst },
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
