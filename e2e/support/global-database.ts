import { readFileSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import postgres from "postgres"
import type { TestProject } from "vitest/node"
import { APP_ROLE } from "@/lib/db/embedded/roles"
import { startEmbedded } from "@/lib/db/embedded/start"
import { prepareDatabase } from "@/lib/prepare-database"
import { findServerBinaries, startSystemPostgres } from "./system-postgres"

declare module "vitest" {
  export interface ProvidedContext {
    /** The address for the product's own role. */
    serverUrl: string
    /** The address for the server's superuser, who creates databases. */
    adminUrl: string
  }
}

export const TEMPLATE = "awc_template"

/**
 * Starts one server for the run, with a migrated template database that each test file copies. With
 * `AWC_TEST_DATABASE=system` it is the PostgreSQL that is installed on this machine, else the embedded one.
 */
export default async function setup(project: TestProject) {
  const server = process.env.AWC_TEST_DATABASE === "system" ? await startSystem() : await startOwn()
  const admin = postgres(server.adminUrl, { max: 1, onnotice: () => {} })
  const [version] = await admin`show server_version`
  console.log(`Integration tests on PostgreSQL ${version?.server_version}`)
  // What these databases hold need not survive a crash of the machine.
  await admin.unsafe("alter system set fsync = off")
  await admin.unsafe("alter system set full_page_writes = off")
  await admin`select pg_reload_conf()`
  await admin.unsafe(`create database ${TEMPLATE} owner ${APP_ROLE}`)
  await admin.end()
  await prepareDatabase({ databaseUrl: server.url.replace(/\/postgres$/, `/${TEMPLATE}`) })
  project.provide("serverUrl", server.url)
  project.provide("adminUrl", server.adminUrl)
  return () => server.stop()
}

async function startSystem() {
  const binaries = findServerBinaries()
  if (!binaries) throw new Error("No PostgreSQL server (14 or later) is installed on this machine")
  const server = await startSystemPostgres(binaries)
  const admin = postgres(server.url, { max: 1, onnotice: () => {} })
  await admin.unsafe(`create role ${APP_ROLE} login`)
  await admin.end()
  return { url: server.url.replace("postgres@", `${APP_ROLE}@`), adminUrl: server.url, stop: server.stop }
}

async function startOwn() {
  const directory = await mkdtemp(join(tmpdir(), "awc-embedded-"))
  const server = await startEmbedded(directory)
  return {
    url: server.url,
    adminUrl: superuserUrl(server.url, directory),
    async stop() {
      await server.stop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** The address of an embedded server for its superuser. The product uses this role only while it starts. */
export function superuserUrl(url: string, directory: string): string {
  const address = new URL(url)
  address.username = "postgres"
  address.password = readFileSync(join(directory, "postgres-password"), "utf8").trim()
  return address.href
}
