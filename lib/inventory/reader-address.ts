import { READER_ROLE } from "@/lib/db/embedded/roles"

export const READER = READER_ROLE

export interface ReaderAddress {
  host: string
  port: string
  database: string
  /** The database is our own, on this machine. */
  isEmbedded: boolean
}

/** Where people's tools find the database: past a pooler, and without the app's own name and password. */
export function readerAddress(config: { databaseUrl: string; databaseDirectUrl?: string | undefined }): ReaderAddress {
  const { hostname, port, pathname, username } = new URL(config.databaseDirectUrl ?? config.databaseUrl)
  return {
    host: hostname,
    port: port || "5432",
    database: decodeURIComponent(pathname.slice(1)) || "postgres",
    isEmbedded: username === "aws_connect" && (hostname === "127.0.0.1" || hostname === "localhost"),
  }
}
