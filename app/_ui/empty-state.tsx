import type { ReactNode } from "react"

/** Shown if there is nothing to list: what that means, and the next step. */
export function EmptyState({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  return (
    <div className="panel grid justify-items-center gap-2 px-6 py-14 text-center">
      <h2 className="text-l font-semibold">{title}</h2>
      <p className="max-w-md text-ink-2">{text}</p>
      {children && <div className="mt-3 flex flex-wrap justify-center gap-2">{children}</div>}
    </div>
  )
}
