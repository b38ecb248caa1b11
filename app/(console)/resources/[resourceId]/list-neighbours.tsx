"use client"

import { useRouter, useSearchParams } from "next/navigation"
import { useEffect, useState } from "react"
import { Link } from "@/app/_ui/link"
import { type CameFrom, furtherIds, readCameFrom, writeCameFrom } from "@/app/(console)/resources/_table/came-from"
import { resourceHref } from "@/app/(console)/resources/_table/table-state"

/** Leads to the previous and the next resource of the list that the person came from, over the ends of its pages. */
export function ListNeighbours({ id, asOf }: { id: string; asOf: string | null }) {
  const router = useRouter()
  const tab = useSearchParams().get("tab")
  const [list, setList] = useState<CameFrom | null>(null)
  const [isPending, setPending] = useState(false)
  useEffect(() => {
    const known = readCameFrom()
    setList(known?.ids.includes(id) ? known : null)
  }, [id])
  if (!list) return null
  const at = list.ids.indexOf(id)
  const go = async (step: 1 | -1) => {
    const near = list.ids[at + step]
    if (near) return router.push(resourceHref(near, asOf, tab))
    setPending(true)
    const further = await furtherIds(list, step)
    setPending(false)
    if (!further) return
    writeCameFrom(further.list)
    router.push(resourceHref(further.id, asOf, tab))
  }
  return (
    <nav aria-label="List" className="flex items-center gap-1.5">
      <Link className="btn" href={list.href}>
        Back to the list
      </Link>
      <button type="button" className="btn" disabled={isPending || (at === 0 && !list.previous)} onClick={() => go(-1)}>
        Previous
      </button>
      <button
        type="button"
        className="btn"
        disabled={isPending || (at === list.ids.length - 1 && !list.next)}
        onClick={() => go(1)}
      >
        Next
      </button>
    </nav>
  )
}
