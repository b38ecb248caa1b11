import { useRouter } from "next/navigation"
import { useAct } from "@/app/_ui/use-act"
import { scan } from "@/app/(console)/resources/actions"

/** Repeats what failed in a connection's scan: no keys are needed. */
export function RetryButton({ scanId }: { scanId: string }) {
  const router = useRouter()
  const { busy, act } = useAct()
  const retry = () => act("retry", scan({ retry_of: scanId }), (id) => router.push(`/scans/${id}`))
  return (
    <button type="button" className="btn" onClick={retry} disabled={busy !== null}>
      {busy ? "Starting…" : "Retry what failed"}
    </button>
  )
}
