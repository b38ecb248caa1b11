export type Tone = "ok" | "warn" | "bad" | "info" | "idle"

const tones: Record<Tone, string> = {
  ok: "bg-ok-soft text-ok",
  warn: "bg-warn-soft text-warn",
  bad: "bg-bad-soft text-bad",
  info: "bg-info-soft text-info",
  idle: "bg-sunken text-ink-2",
}

/** A state as a word and a dot, since a colour alone is not enough. */
export function Chip({ tone, children, title }: { tone: Tone; children: string; title?: string }) {
  return (
    <span
      title={title}
      className={`inline-flex items-center gap-1.5 rounded-[11px] px-2 py-px text-s md:whitespace-nowrap ${tones[tone]}`}
    >
      <span className="size-[7px] flex-none rounded-full bg-current" />
      {children}
    </span>
  )
}

const statusTones: Record<string, Tone> = {
  running: "ok",
  available: "ok",
  active: "ok",
  pending: "info",
  creating: "info",
  provisioning: "info",
  "backing-up": "info",
  modifying: "info",
  failed: "bad",
  removed: "bad",
}

/** The tone of a resource's status, in any case. */
export const toneOf = (status: string): Tone => statusTones[status.toLowerCase()] ?? "idle"

/** A resource's own status, in AWS's words. */
export const StatusChip = ({ status }: { status: string }) => <Chip tone={toneOf(status)}>{status}</Chip>

const scanTones: Record<string, Tone> = {
  success: "ok",
  partial: "warn",
  failed: "bad",
  running: "info",
  queued: "info",
  cancelled: "idle",
  done: "ok",
  waiting: "idle",
}

/** The word that people read for a scan's state. */
export const scanWord = (state: string): string => (state === "success" ? "complete" : state)

/** The state of a scan or a slice. */
export const ScanChip = ({ state }: { state: string }) => (
  <Chip tone={scanTones[state] ?? "idle"}>{scanWord(state)}</Chip>
)
