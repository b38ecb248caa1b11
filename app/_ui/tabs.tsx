"use client"

import { Tabs as Base } from "@base-ui/react/tabs"
import type { ReactNode } from "react"

interface Tab {
  key: string
  label: string
  content: ReactNode
}

/** Tabs. Arrow keys choose one. */
export function Tabs({ tabs, label }: { tabs: readonly Tab[]; label: string }) {
  return (
    <Base.Root defaultValue={tabs[0]?.key}>
      <Base.List aria-label={label} className="flex gap-1 border-b border-line px-2">
        {tabs.map(({ key, label: text }) => (
          <Base.Tab
            key={key}
            value={key}
            className="-mb-px border-b-2 border-transparent px-2.5 py-2 text-ink-2 data-active:border-link data-active:font-semibold data-active:text-ink"
          >
            {text}
          </Base.Tab>
        ))}
      </Base.List>
      {tabs.map(({ key, content }) => (
        <Base.Panel key={key} value={key} className="outline-none">
          {content}
        </Base.Panel>
      ))}
    </Base.Root>
  )
}
