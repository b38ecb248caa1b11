"use client"

import { useRouter } from "next/navigation"
import { Field } from "@/app/_ui/field"
import { Link } from "@/app/_ui/link"
import { toast } from "@/app/_ui/toast"
import { useSubmit } from "@/app/_ui/use-submit"
import { editConnection } from "@/app/(console)/connections/actions"
import { type Base, BaseField } from "@/app/(console)/connections/base-field"
import { OrganisationFields, type Unit } from "@/app/(console)/connections/organisation-fields"
import { readOrganisation, readReach } from "@/app/(console)/connections/read-form"
import { RegionFields } from "@/app/(console)/resources/region-fields"
import { TypePicker } from "@/app/(console)/resources/type-picker"
import type { Bundle, BundleKey } from "@/lib/aws/resource-types/choices"
import type { ConnectionView } from "@/lib/connections/view"

interface SettingsProps {
  connection: ConnectionView
  bundles: readonly Bundle[]
  /** The bundle that the connection has; null for its own types. */
  bundle: BundleKey | null
  /** Where it leads afterwards. */
  then: string
  /** The connections whose keys may assume a role. */
  bases: Base[]
  /** The units of the organisation that were discovered. */
  units: readonly Unit[]
}

/** Name, organisation, regions and types of a connection. */
export function SettingsPanel({ connection, bundles, bundle, then, bases, units }: SettingsProps) {
  const router = useRouter()
  const send = (form: FormData) =>
    editConnection(connection.id, {
      name: String(form.get("name") ?? ""),
      ...readReach(form),
      organisation: readOrganisation(form),
      ...(form.has("base") && { base: String(form.get("base")) || null }),
    })
  const done = () => {
    toast("Saved")
    router.push(then)
    router.refresh()
  }
  const { submit, isBusy, errors } = useSubmit(send, done, [
    "name",
    "home_region",
    "regions",
    "resource_types",
    "role_name",
  ])
  return (
    <section className="panel min-w-0">
      <h2 className="border-b border-line px-3.5 py-2.5 font-semibold">Settings</h2>
      <form onSubmit={submit} noValidate autoComplete="off" className="grid gap-4 px-3.5 py-3.5">
        <Field label="Name" name="name" defaultValue={connection.name} maxLength={80} error={errors.name} />
        {connection.kind === "role" && bases.length > 0 && <BaseField bases={bases} chosen={connection.base} />}
        <OrganisationFields organisation={connection.organisation} error={errors.role_name} units={units} />
        <RegionFields
          errors={{ ...errors, region: errors.home_region }}
          home={connection.home_region}
          chosen={connection.regions}
        />
        <TypePicker
          // Types that are added meanwhile, above, are chosen here too.
          key={connection.resource_types?.join()}
          {...{ bundles, bundle }}
          error={errors.resource_types}
          chosen={connection.resource_types}
          missing={missingOf(connection)}
        />
        <div className="flex items-center gap-3">
          <span role="alert" className="flex-1 text-bad">
            {errors.form}
          </span>
          <Link className="btn" href={`/connections/${connection.id}`}>
            Cancel
          </Link>
          <button type="submit" className="btn btn-primary" disabled={isBusy}>
            {isBusy ? "Saving…" : "Save"}
          </button>
        </div>
      </form>
    </section>
  )
}

/** What the role lacked for each type when it was tested last. */
const missingOf = ({ last_test }: ConnectionView): Record<string, string> =>
  Object.fromEntries(
    (last_test?.types ?? []).flatMap(({ type, missing_permission }) =>
      missing_permission ? [[type, missing_permission]] : [],
    ),
  )
