import type { ReactNode } from "react"
import { Toasts } from "@/app/_ui/toasts"
import { MainNav } from "@/app/(console)/main-nav"
import { Palette } from "@/app/(console)/palette"
import { loadSummary } from "@/app/(console)/resources/load-summary"
import { roleLabels } from "@/lib/auth/permissions"
import { countOpenScans } from "@/lib/scans/read/list"
import { requireCtx } from "@/lib/web/session"

export const dynamic = "force-dynamic"

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const ctx = await requireCtx("inventory.read")
  const [summary, running] = await Promise.all([loadSummary(), countOpenScans(ctx)])
  const role = ctx.actor.kind === "user" ? roleLabels[ctx.actor.role] : ""
  return (
    <>
      <Palette />
      <Toasts />
      <div className="grid min-h-full max-md:grid-cols-[minmax(0,1fr)] max-md:grid-rows-[auto_1fr] md:grid-cols-[208px_minmax(0,1fr)]">
        <MainNav email={ctx.actor.name} role={role} resources={summary.resources} runningScans={running} />
        <main className="min-w-0 px-5 pt-4 pb-7 max-md:px-3.5">{children}</main>
      </div>
    </>
  )
}
