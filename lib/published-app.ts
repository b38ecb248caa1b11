import type { App } from "@/lib/context"

// The server's entry point and Next's bundles each load their own copy of this module. A global is shared by all
// copies.
const GLOBAL = Symbol.for("aws-connect.app")
const store = globalThis as { [GLOBAL]?: App }

/** Makes the app available to the pages and routes. */
export function publishApp(app: App): App {
  store[GLOBAL] = app
  return app
}

export const findPublishedApp = (): App | undefined => store[GLOBAL]
