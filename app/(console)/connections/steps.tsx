import { CheckIcon } from "@/app/_ui/icons"
import { Link } from "@/app/_ui/link"

export const steps = ["kind", "access", "test", "schedule"] as const
export type Step = (typeof steps)[number]

const TITLES: Record<Step, string> = { kind: "Kind", access: "Access", test: "Test", schedule: "Schedule" }

const NOTES: Record<Step, string> = {
  kind: "How the account is reached",
  access: "Role or keys",
  test: "Identity, regions, types",
  schedule: "When to scan",
}

/** The steps of a guided connection: those that were done lead back to themselves. */
export function Steps({
  here,
  kind = NOTES.kind,
  hrefOf,
}: {
  here: Step
  /** How the account is reached, once that is known. */
  kind?: string
  hrefOf?: (step: Step) => string | null
}) {
  const at = steps.indexOf(here)
  return (
    <ol className="mb-3.5 grid grid-cols-4 gap-2.5 max-md:gap-1">
      {steps.map((step, index) => {
        const href = index < at ? (hrefOf?.(step) ?? null) : null
        const tone = index < at ? "border-ok" : index === at ? "border-accent" : "border-line"
        const body = (
          <span className="flex items-center gap-2.5">
            <span
              className={`grid size-6 flex-none place-items-center rounded-full border text-s ${index === at ? "border-accent bg-accent font-semibold text-accent-ink" : index < at ? "border-ok text-ok" : "border-line-strong text-ink-2"}`}
            >
              {index < at ? <CheckIcon width={12} height={12} /> : index + 1}
            </span>
            <span className="min-w-0">
              <span className={`block font-semibold text-ink ${index === at ? "" : "max-md:sr-only"}`}>
                {TITLES[step]}
              </span>
              <span className="block truncate text-s text-ink-2 max-md:hidden">
                {step === "kind" ? kind : NOTES[step]}
              </span>
            </span>
          </span>
        )
        return (
          <li key={step} className={`border-t-[3px] pt-2 ${tone}`} aria-current={index === at ? "step" : undefined}>
            {href ? (
              <Link className="no-underline hover:underline" href={href}>
                {body}
              </Link>
            ) : (
              body
            )}
          </li>
        )
      })}
    </ol>
  )
}
