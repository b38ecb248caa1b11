"use client"

import { useRouter } from "next/navigation"
import { Field } from "@/app/_ui/field"
import { toast } from "@/app/_ui/toast"
import { useSubmit } from "@/app/_ui/use-submit"
import { editConnection } from "@/app/(console)/connections/actions"
import { OrganisationFields } from "@/app/(console)/connections/organisation-fields"
import { readOrganisation, readReach } from "@/app/(console)/connections/read-form"
import { RegionFields } from "@/app/(console)/resources/region-fields"
import { TypePicker } from "@/app/(console)/resources/type-picker"
import type { TypeLabel } from "@/lib/aws/resource-types/registry"
import type { ConnectionView } from "@/lib/connections/view"

/** Name, organisation, regions and types of a connection. @param then where it leads afterwards. */
export function SettingsPanel({
  connection,
  types,
  then,
}: {
  connection: ConnectionView
  types: TypeLabel[]
  then: string
}) {
  const router = useRouter()
  const send = (form: FormData) =>
    editConnection(connection.id, {
      name: String(form.get("name") ?? ""),
      ...readReach(form),
      organisation: readOrganisation(form),
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
        <OrganisationFields organisation={connection.organisation} error={errors.role_name} />
        <RegionFields
          errors={{ ...errors, region: errors.home_region }}
          home={connection.home_region}
          chosen={connection.regions}
        />
        <TypePicker types={types} error={errors.resource_types} chosen={connection.resource_types} />
        <div className="flex items-center gap-3">
          <span role="alert" className="flex-1 text-bad">
            {errors.form}
          </span>
          <button type="submit" className="btn btn-primary" disabled={isBusy}>
            {isBusy ? "Saving…" : "Save"}
          </button>
        </div>
      </form>
    </section>
  )
}
