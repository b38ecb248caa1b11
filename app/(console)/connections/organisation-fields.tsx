"use client"

import { useState } from "react"
import { Check } from "@/app/_ui/check"
import { Choice } from "@/app/_ui/choice"
import { Field } from "@/app/_ui/field"
import type { ConnectionView } from "@/lib/connections/view"

export interface Unit {
  path: string
  accounts: number
}

/** Whether a connection reaches one account or an organisation, and which of its accounts are scanned. */
export function OrganisationFields({
  organisation = null,
  error,
  units = [],
}: {
  organisation?: ConnectionView["organisation"]
  error: string | undefined
  /** The units that were discovered. */
  units?: readonly Unit[]
}) {
  const [isOn, setOn] = useState(organisation !== null)
  const [scope, setScope] = useState<string>(organisation?.scope ?? "all")
  return (
    <fieldset className="grid gap-3 rounded-sm border border-line px-3 py-2.5">
      <legend className="sr-only">Organisation</legend>
      <label className="flex items-start gap-2">
        <input
          type="checkbox"
          name="is_organisation"
          checked={isOn}
          onChange={(event) => setOn(event.target.checked)}
          className="mt-0.5 accent-(--info)"
        />
        <span>
          <span className="font-medium">All accounts of an organisation</span>
          <small className="block text-s text-ink-2">
            This account is the management account or a delegated administrator. It lists the accounts, and each is
            scanned through a role of the same name.
          </small>
        </span>
      </label>
      {isOn && (
        <div className="grid gap-3 md:grid-cols-2">
          <Field
            label="Role in each account"
            name="role_name"
            defaultValue={organisation?.role_name ?? "aws-connect-read"}
            className="font-mono"
            error={error}
          />
          <Choice label="Accounts" name="scope" value={scope} onChange={(event) => setScope(event.target.value)}>
            <option value="all">All; new ones join by themselves</option>
            <option value="ous">Those of some organisational units</option>
            <option value="chosen">Those that are included by hand</option>
          </Choice>
          {scope === "ous" && units.length > 0 && <Units units={units} chosen={organisation?.ou_paths ?? []} />}
          {scope === "ous" && units.length === 0 && (
            <div className="grid gap-1 md:col-span-2">
              <label htmlFor="ou_paths" className="font-medium">
                Units, one a line
              </label>
              <textarea
                id="ou_paths"
                name="ou_paths"
                rows={3}
                className="field font-mono"
                placeholder="Root/Workloads/Prod"
                defaultValue={organisation?.ou_paths.join("\n")}
              />
            </div>
          )}
        </div>
      )}
    </fieldset>
  )
}

function Units({ units, chosen }: { units: readonly Unit[]; chosen: readonly string[] }) {
  const gone = chosen.filter((path) => !units.some((unit) => unit.path === path))
  return (
    <fieldset className="grid max-h-60 gap-0.5 overflow-y-auto rounded-sm border border-line px-2.5 py-2 md:col-span-2">
      <legend className="sr-only">Units, with those below them</legend>
      {[...units, ...gone.map((path) => ({ path, accounts: 0 }))].map(({ path, accounts }) => (
        <Check key={path} name="ou_path" value={path} defaultChecked={chosen.includes(path)}>
          <span className="min-w-0 flex-1 break-words">{path}</span>
          <span className="text-ink-2">{accounts}</span>
        </Check>
      ))}
    </fieldset>
  )
}
