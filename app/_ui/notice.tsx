import type { ReactNode } from "react"

const tones = { bad: "bg-bad-soft text-bad", warn: "bg-warn-soft text-warn" }

/** A message about the whole page: what is wrong, and what to do. */
export function Notice({ tone, children }: { tone: keyof typeof tones; children: ReactNode }) {
  return (
    <p role={tone === "bad" ? "alert" : "status"} className={`mb-3.5 rounded-md px-3 py-2 ${tones[tone]}`}>
      {children}
    </p>
  )
}
