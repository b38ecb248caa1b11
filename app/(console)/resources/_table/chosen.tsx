import { useDeferredValue } from "react"
import { lazily } from "@/app/_ui/lazily"
import type { Selection } from "@/app/(console)/resources/_table/use-selection"

const SelectionBar = lazily(() =>
  import("@/app/(console)/resources/_table/selection-bar").then((module) => module.SelectionBar),
)

interface ChosenProps {
  selection: Selection
  count: { value: number; is_exact: boolean }
}

/** What can be done with the selection, if there is one. The check mark does not wait for it. */
export function Chosen({ selection, count }: ChosenProps) {
  const shown = useDeferredValue(selection)
  return shown.isEmpty ? null : <SelectionBar selection={shown} count={count} />
}
