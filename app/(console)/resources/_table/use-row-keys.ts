import { type RefObject, useEffect } from "react"
import { isElsewhere } from "@/app/_ui/keys"

interface RowActions {
  open(id: string): void
  select(id: string): void
  menu(row: HTMLElement, id: string): void
}

/** Moves through the rows with `j` and `k`, selects with `x`, opens with Enter, and opens the row's menu with `m`. */
export function useRowKeys(body: RefObject<HTMLTableSectionElement | null>, actions: RowActions): void {
  useEffect(() => {
    const press = (event: globalThis.KeyboardEvent) => {
      const element = event.target as HTMLElement
      if (isElsewhere(event) || event.ctrlKey || event.metaKey || event.altKey) return
      const rows = [...(body.current?.querySelectorAll<HTMLElement>("tr[data-id]") ?? [])]
      const at = rows.findIndex((row) => row.contains(document.activeElement))
      const id = rows[at]?.dataset.id
      if (event.key === "j" || event.key === "k") {
        rows[Math.min(rows.length - 1, Math.max(0, at + (event.key === "j" ? 1 : -1)))]?.focus()
        event.preventDefault()
      } else if (!id) return
      else if (event.key === "x") actions.select(id)
      else if (event.key === "m" && rows[at]) actions.menu(rows[at], id)
      else if (event.key === "Enter" && !element.closest("a, button, input")) actions.open(id)
    }
    window.addEventListener("keydown", press)
    return () => window.removeEventListener("keydown", press)
  })
}
