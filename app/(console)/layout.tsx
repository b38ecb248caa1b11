import type { ReactNode } from "react"
import { AccountNames } from "@/app/_ui/account"
import { Toasts } from "@/app/_ui/toasts"
import { MainNav } from "@/app/(console)/main-nav"
import { Palette } from "@/app/(console)/palette"
import { PendingBar } from "@/app/(console)/pending-bar"
import { loadSummary } from "@/app/(console)/resources/load-summary"
import { can, roleLabels } from "@/lib/auth/permissions"
import { countConnections } from "@/lib/connections/connections"
import { listAccountNames } from "@/lib/inventory/read/account-names"
import { recently } from "@/lib/inventory/read/recent"
import { countOpenScans } from "@/lib/scans/read/list"
import { requireCtx } from "@/lib/web/session"

export const dynamic = "force-dynamic"

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const ctx = await requireCtx("inventory.read")
  const [summary, running, connections, names] = await Promise.all([
    loadSummary(),
    recently(ctx, "open scans", () => countOpenScans(ctx)),
    recently(ctx, "connections", () => countConnections(ctx)),
    recently(ctx, "account names", () => listAccountNames(ctx)),
  ])
  const role = ctx.actor.kind === "user" ? roleLabels[ctx.actor.role] : ""
  return (
    <AccountNames names={names}>
      <Palette />
      <Toasts />
      <PendingBar />
      <div className="grid min-h-full max-md:grid-cols-[minmax(0,1fr)] max-md:grid-rows-[auto_1fr] md:grid-cols-[208px_minmax(0,1fr)]">
        <MainNav
          {...{ email: ctx.actor.name, role, connections }}
          resources={summary.resources}
          runningScans={running}
          hasNotifications={can(ctx.actor, "webhooks.read")}
        />
        <main className="min-w-0 px-5 pt-4 pb-7 max-md:px-3.5">{children}</main>
      </div>
    </AccountNames>
  )
}
