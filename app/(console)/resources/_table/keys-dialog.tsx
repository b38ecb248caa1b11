"use client"

import { Dialog } from "@/app/_ui/dialog"

const KEYS = [
  ["/", "Search"],
  ["Ctrl K", "The palette: resources, pages, views, actions"],
  ["j k", "Next and previous row"],
  ["x", "Select the row"],
  ["Enter", "Open the row beside the list"],
  ["m", "The row's menu: narrow, exclude, copy"],
  ["Alt click", "Exclude a value"],
  ["← →", "On a column's edge: its width"],
  ["?", "These keys"],
] as const

/** Which keys there are. */
export function KeysDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keys" open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <dl className="grid grid-cols-[110px_1fr] gap-y-2">
        {KEYS.map(([keys, what]) => (
          <div key={keys} className="col-span-2 grid grid-cols-subgrid">
            <dt>
              <kbd className="kbd">{keys}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
