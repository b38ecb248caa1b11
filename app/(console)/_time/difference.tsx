import { type Fields, fieldLabel, type Step, stepOf } from "@/app/(console)/_time/fields"
import type { TypeLabel } from "@/lib/aws/resource-types/registry"

interface DifferencesProps {
  fields: Fields
  type: TypeLabel | undefined
  /** Leaves out the elements of lists that stayed. */
  hidesKept?: boolean
}

/** What differs, field by field; of a list, element by element. */
export function Differences({ fields, type, hidesKept = false }: DifferencesProps) {
  const names = Object.keys(fields)
  if (names.length === 0) return null
  return (
    <dl className="grid grid-cols-[minmax(90px,170px)_minmax(0,1fr)] gap-x-3 gap-y-1 text-s">
      {names.map((field) => (
        <div key={field} className="col-span-2 grid grid-cols-subgrid">
          <dt className="text-ink-2">{fieldLabel(field, type)}</dt>
          <dd className="flex flex-wrap items-baseline gap-1 break-all">
            <StepView step={stepOf(field, fields[field] ?? { old: null, new: null }, type)} hidesKept={hidesKept} />
          </dd>
        </div>
      ))}
    </dl>
  )
}

const Old = ({ text }: { text: string }) => (
  <del className="rounded-sm bg-bad-soft px-1 font-mono text-bad no-underline">− {text}</del>
)
const New = ({ text }: { text: string }) => (
  <ins className="rounded-sm bg-ok-soft px-1 font-mono text-ok no-underline">+ {text}</ins>
)

function StepView({ step, hidesKept }: { step: Step; hidesKept: boolean }) {
  if (step.kind === "value") {
    return (
      <>
        {step.old === null ? <span className="text-ink-3">not set</span> : <Old text={step.old} />}
        <span aria-hidden="true">→</span>
        {step.new === null ? <span className="text-ink-3">not set</span> : <New text={step.new} />}
      </>
    )
  }
  return (
    <>
      {step.removed.map((text, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two elements may read alike, and have no other name.
        <Old key={`- ${at}`} text={text} />
      ))}
      {step.added.map((text, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: as above.
        <New key={`+ ${at}`} text={text} />
      ))}
      {(hidesKept ? [] : step.kept).map((text, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two elements may read alike, and have no other name.
        <span key={at} className="rounded-sm bg-sunken px-1 font-mono text-ink-2">
          {text}
        </span>
      ))}
    </>
  )
}
