import type { Metadata } from "next"
import { Link } from "@/app/_ui/link"
import { Path } from "@/app/_ui/path"
import { KindForm } from "@/app/(console)/connections/new/kind-form"
import { Steps } from "@/app/(console)/connections/steps"
import { listBundles } from "@/lib/aws/resource-types/choices"
import { listBases } from "@/lib/connections/connections"
import { requireCtx } from "@/lib/web/session"

export const metadata: Metadata = { title: "Add a connection" }

/** The first step of a new connection: how the account is reached, and what is scanned there. */
export default async function NewConnectionPage() {
  const ctx = await requireCtx("connections.manage")
  const bases = await listBases(ctx)
  return (
    <>
      <Path to={[{ href: "/connections", label: "Connections" }]} here="Add connection" />
      <header className="mb-3.5 flex flex-wrap items-center gap-3.5">
        <h1 className="text-xl font-semibold">Add connection</h1>
        <span className="flex-1" />
        <Link className="btn btn-quiet" href="/connections">
          Cancel
        </Link>
      </header>
      <Steps here="kind" />
      <KindForm bundles={listBundles()} bases={bases} />
    </>
  )
}
