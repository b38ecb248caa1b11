import { useCallback, useEffect, useState } from "react"
import type { Field } from "@/lib/query/fields"

/** Which fields a box has: those of the scans, or those of the inventory, in the version after the `@`. */
export type FieldSource = "scans" | `inventory@${string}`

type Fields = readonly Field[]

/** Loaded once a tab, when somebody turns to the box: most pages are only read. */
const loaded = new Map<FieldSource, Promise<Fields>>()

function load(source: FieldSource): Promise<Fields> {
  const fields = loaded.get(source) ?? read(source)
  loaded.set(source, fields)
  // The next focus tries again.
  fields.catch(() => loaded.delete(source))
  return fields
}

async function read(source: FieldSource): Promise<Fields> {
  if (source === "scans") return (await import("@/lib/scans/fields")).scanFields
  const answer = await fetch(`/api/aws/query/fields?v=${source.slice("inventory@".length)}`)
  if (!answer.ok) throw new Error(`The fields were answered with ${answer.status}`)
  return ((await answer.json()) as { fields: Fields }).fields
}

/** The fields, once they are wanted and there; null until then. */
export function useFields(source: FieldSource): { fields: Fields | null; want: () => void } {
  const [known, setKnown] = useState<{ source: FieldSource; fields: Fields } | null>(null)
  const want = useCallback(() => {
    load(source).then(
      (fields) => setKnown({ source, fields }),
      // Without them, the server checks what is searched for.
      () => {},
    )
  }, [source])
  useEffect(() => {
    // Another page of this tab has loaded them.
    if (loaded.has(source)) want()
  }, [source, want])
  return { fields: known?.source === source ? known.fields : null, want }
}
