import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import postgres from "postgres"
import type { TestProject } from "vitest/node"
import { startEmbedded } from "@/lib/db/embedded"
import { migrateDatabase } from "@/lib/db/migrate"
import { createResourceViews } from "@/lib/inventory/views"
import { installQueue } from "@/lib/scans/queue"
import { findServerBinaries, startSystemPostgres } from "./system-postgres"

declare module "vitest" {
  export interface ProvidedContext {
    serverUrl: string
  }
}

export const TEMPLATE = "awc_template"

/** One server for the run, with a migrated template; each test file copies that. `AWC_TEST_DATABASE=system` takes the machine's own binaries. */
export default async function setup(project: TestProject) {
  const server = process.env.AWC_TEST_DATABASE === "system" ? await startSystem() : await startOwn()
  const admin = postgres(server.url, { max: 1, onnotice: () => {} })
  const [version] = await admin`show server_version`
  console.log(`Integration tests on PostgreSQL ${version?.server_version}`)
  await admin.unsafe(`create database ${TEMPLATE}`)
  await admin.end()
  await migrateDatabase(server.url.replace(/\/postgres$/, `/${TEMPLATE}`), async (db) => {
    await installQueue(db)
    await createResourceViews(db)
  })
  project.provide("serverUrl", server.url)
  return () => server.stop()
}

async function startSystem() {
  const binaries = findServerBinaries()
  if (!binaries) throw new Error("This machine has no PostgreSQL server of its own")
  return startSystemPostgres(binaries)
}

async function startOwn() {
  const directory = await mkdtemp(join(tmpdir(), "awc-embedded-"))
  const server = await startEmbedded(directory)
  return {
    url: server.url,
    async stop() {
      await server.stop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
