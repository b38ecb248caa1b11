import { useRouter } from "next/navigation"
import { useState } from "react"
import { toast } from "@/app/_ui/toast"
import { unanswered } from "@/app/_ui/unanswered"
import { scan } from "@/app/(console)/resources/actions"

/** Repeats what failed in a connection's scan: no keys are needed. */
export function RetryButton({ scanId }: { scanId: string }) {
  const router = useRouter()
  const [isBusy, setBusy] = useState(false)
  const retry = async () => {
    setBusy(true)
    const result = await scan({ retry_of: scanId }).catch(unanswered)
    setBusy(false)
    if (result.ok) router.push(`/scans/${result.value}`)
    else toast(result.message, "bad")
  }
  return (
    <button type="button" className="btn" onClick={retry} disabled={isBusy}>
      {isBusy ? "Starting…" : "Retry what failed"}
    </button>
  )
}
