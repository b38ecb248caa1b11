import type { ReactNode } from "react"
import { MainNav } from "@/app/(console)/main-nav"
import { getDb } from "@/lib/db/client"
import { summarise } from "@/lib/inventory/facets"
import { countRunningScans } from "@/lib/scans/get"
import { requireUser } from "@/lib/web/session"

export const dynamic = "force-dynamic"

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const user = await requireUser()
  const [summary, running] = await Promise.all([summarise(getDb()), countRunningScans(getDb())])
  return (
    <div className="grid min-h-full md:grid-cols-[208px_minmax(0,1fr)] max-md:grid-rows-[auto_1fr]">
      <MainNav
        email={user.email}
        role={user.role === "admin" ? "Administrator" : "Viewer"}
        resources={summary.resources}
        runningScans={running}
      />
      <main className="min-w-0 px-5 pt-4 pb-7 max-md:px-3.5">{children}</main>
    </div>
  )
}
