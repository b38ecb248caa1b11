import { useState } from "react"
import { Check } from "@/app/_ui/check"
import type { ConnectFields } from "@/app/(console)/resources/connect-form"
import { regionLabel, regionNames } from "@/lib/aws/regions"

interface RegionFieldsProps {
  errors: ConnectFields
  /** The region and the regions that are chosen at first. */
  home?: string
  chosen?: readonly string[]
}

/**
 * The region to connect to, and the regions to scan: every enabled one, only that one, or chosen ones. Its length is one piece of markup, which reads better whole.
 */
export function RegionFields({ errors, home = "us-east-1", chosen = ["*"] }: RegionFieldsProps) {
  const isAll = chosen[0] === "*"
  const [choice, setChoice] = useState(isAll ? "all" : chosen.length === 1 && chosen[0] === home ? "one" : "some")
  return (
    <>
      <div className="grid grid-cols-1 gap-3.5 md:grid-cols-2">
        <div className="grid content-start gap-1">
          <label htmlFor="region" className="font-medium">
            Region
          </label>
          <select
            id="region"
            name="region"
            defaultValue={home}
            className="field"
            aria-invalid={errors.region ? true : undefined}
          >
            {Object.keys(regionNames).map((code) => (
              <option key={code} value={code}>
                {regionLabel(code)}
              </option>
            ))}
          </select>
          <Problem text={errors.region} />
        </div>
        <div className="grid content-start gap-1">
          <label htmlFor="regions" className="font-medium">
            Scan
          </label>
          <select
            id="regions"
            name="regions"
            value={choice}
            onChange={(event) => setChoice(event.target.value)}
            className="field"
          >
            <option value="all">All enabled regions</option>
            <option value="one">This region only</option>
            <option value="some">Chosen regions</option>
          </select>
          <Problem text={errors.regions} />
        </div>
      </div>
      {choice === "some" && (
        <fieldset className="grid max-h-40 grid-cols-1 gap-x-3 overflow-y-auto rounded-sm border border-line px-2.5 py-2 md:grid-cols-3">
          <legend className="sr-only">Regions to scan</legend>
          {Object.keys(regionNames).map((code) => (
            <Check key={code} name="chosen_regions" value={code} defaultChecked={chosen.includes(code)}>
              <span className="truncate" title={regionLabel(code)}>
                {code} <span className="text-ink-3">{regionNames[code]}</span>
              </span>
            </Check>
          ))}
        </fieldset>
      )}
    </>
  )
}

function Problem({ text }: { text: string | undefined }) {
  if (!text) return null
  return (
    <span role="alert" className="text-s text-bad">
      {text}
    </span>
  )
}
