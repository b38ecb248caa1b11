import type { App } from "@/lib/context"

// The server's entry point and Next's bundles each load this module, and all of them share one process.
const GLOBAL = Symbol.for("aws-connect.app")
const store = globalThis as { [GLOBAL]?: App }

/** Hands the process's means over to the pages and routes. */
export function publishApp(app: App): App {
  store[GLOBAL] = app
  return app
}

export const findPublishedApp = (): App | undefined => store[GLOBAL]
