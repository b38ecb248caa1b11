import { useState } from "react"
import { saveLook } from "@/app/(console)/resources/_table/look-cookie"

/** In pixels. */
export const DEFAULT_WIDTHS: Readonly<Record<string, number>> & { other: number } = {
  name: 206,
  type: 130,
  status: 102,
  region: 110,
  account_id: 114,
  vpc_id: 76,
  private_ip: 108,
  public_ip: 108,
  tags: 132,
  first_seen_at: 84,
  last_seen_at: 84,
  last_changed_at: 82,
  removed_at: 84,
  other: 150,
}

const LEAST = 60
const MOST = 900

/** The widths of the columns; those that a person changed are kept in a cookie, so that the server knows them too. */
export function useColumnWidths(kept: Readonly<Record<string, number>>) {
  const [changed, setChanged] = useState(kept)
  const of = (key: string): number => changed[key] ?? DEFAULT_WIDTHS[key] ?? DEFAULT_WIDTHS.other
  return {
    of,
    total: (columns: readonly { key: string }[]) => columns.reduce((sum, { key }) => sum + of(key), 34),
    resize(key: string, width: number) {
      const next = { ...changed, [key]: Math.round(Math.min(MOST, Math.max(LEAST, width))) }
      setChanged(next)
      saveLook({ widths: next })
    },
  }
}
