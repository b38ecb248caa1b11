import { useRef, useState } from "react"
import type { Format } from "@/app/(console)/resources/_table/export-dialog"

export type Phase =
  | { step: "form" }
  | { step: "running"; bytes: number }
  | { step: "done"; bytes: number }
  | { step: "failed"; message: string }

/** Downloads with progress. Leaving cancels it, and the server ends its query. */
export function useDownload() {
  const [phase, setPhase] = useState<Phase>({ step: "form" })
  const abort = useRef<AbortController | null>(null)
  const start = async (search: Record<string, string>, format: Format) => {
    abort.current = new AbortController()
    setPhase({ step: "running", bytes: 0 })
    try {
      const answer = await fetch("/api/aws/resources/export", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(search),
        signal: abort.current.signal,
      })
      if (!answer.ok || !answer.body) {
        const problem = (await answer.json().catch(() => null)) as { detail?: string } | null
        return setPhase({ step: "failed", message: problem?.detail ?? "The server did not answer. Try again." })
      }
      const chunks: Uint8Array<ArrayBuffer>[] = []
      let bytes = 0
      for (const reader = answer.body.getReader(); ; ) {
        const { done, value } = await reader.read()
        if (done) break
        chunks.push(value)
        bytes += value.byteLength
        setPhase({ step: "running", bytes })
      }
      save(new Blob(chunks), answer.headers.get("content-disposition"), format)
      setPhase({ step: "done", bytes })
    } catch (error) {
      if ((error as Error).name === "AbortError") return setPhase({ step: "form" })
      setPhase({ step: "failed", message: "The download broke off. Try again." })
    }
  }
  return { phase, start, cancel: () => abort.current?.abort() }
}

function save(blob: Blob, disposition: string | null, format: Format): void {
  const link = document.createElement("a")
  link.href = URL.createObjectURL(blob)
  link.download = /filename="([^"]+)"/.exec(disposition ?? "")?.[1] ?? `resources.${format}`
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
