"use client"

import { useRouter } from "next/navigation"
import { useState } from "react"
import { Field } from "@/app/_ui/field"
import { KeyIcon, MachineIcon, RoleIcon } from "@/app/_ui/icons"
import { useSubmit } from "@/app/_ui/use-submit"
import { addConnection } from "@/app/(console)/connections/actions"
import { type Base, BaseField } from "@/app/(console)/connections/base-field"
import { OrganisationFields } from "@/app/(console)/connections/organisation-fields"
import { KEY_NAMES, readKeys, readOrganisation, readReach } from "@/app/(console)/connections/read-form"
import { KeyFields } from "@/app/(console)/resources/key-fields"
import { RegionFields } from "@/app/(console)/resources/region-fields"
import { TypePicker } from "@/app/(console)/resources/type-picker"
import type { Bundle } from "@/lib/aws/resource-types/choices"
import type { ConnectionKind } from "@/lib/db/states"

const kinds = [
  {
    ...{ kind: "role", title: "Assumed role", Icon: RoleIcon },
    text: "Recommended. You create a role that only reads; no key is stored, and AWS's own log shows each scan.",
  },
  {
    ...{ kind: "keys", title: "Saved keys", Icon: KeyIcon },
    text: "Keys are kept sealed. A role is better: keys live until somebody remembers to replace them.",
  },
  {
    ...{ kind: "ambient", title: "What this machine has", Icon: MachineIcon },
    text: "Environment, profile, container or instance role, web identity, or Vercel's own identity.",
  },
] as const

const FIELDS = ["name", "home_region", "regions", "resource_types", "role_name", ...KEY_NAMES]

/** Saves the first step as a draft, and goes on to the next. Its length is one piece of markup, which reads better whole. */
export function KindForm({ bundles, bases }: { bundles: readonly Bundle[]; bases: Base[] }) {
  const router = useRouter()
  const [kind, setKind] = useState<ConnectionKind>("role")
  const send = (form: FormData) => addConnection({ ...readBody(form), kind, is_draft: true })
  const { submit, isBusy, errors } = useSubmit(send, (id) => router.push(`/connections/${id}`), FIELDS)
  return (
    <form onSubmit={submit} noValidate autoComplete="off" className="panel grid max-w-[820px] gap-4 px-4 py-4">
      <Field label="Name" name="name" placeholder="shop-prod" maxLength={80} error={errors.name} />
      <fieldset className="grid gap-2 md:grid-cols-3">
        <legend className="mb-1 font-medium">How the account is reached</legend>
        {kinds.map(({ kind: one, title, text, Icon }) => (
          <label
            key={one}
            className="flex items-start gap-2.5 rounded-sm border border-line px-3 py-2.5 has-checked:border-info has-checked:bg-info-soft has-focus-visible:outline-2 has-focus-visible:outline-link"
          >
            <input
              type="radio"
              name="kind"
              value={one}
              checked={kind === one}
              onChange={() => setKind(one as ConnectionKind)}
              className="mt-0.5 accent-(--info)"
            />
            <span className="min-w-0">
              <span className="flex items-center gap-1.5 font-medium">
                <Icon /> {title}
              </span>
              <small className="block text-s leading-snug text-ink-2">{text}</small>
            </span>
          </label>
        ))}
      </fieldset>
      {kind === "keys" && <KeyFields errors={errors} />}
      {kind === "role" && bases.length > 0 && <BaseField bases={bases} />}
      <OrganisationFields error={errors.role_name} />
      <RegionFields errors={{ ...errors, region: errors.home_region }} />
      <TypePicker bundles={bundles} error={errors.resource_types} />
      {errors.form && (
        <p role="alert" className="rounded-sm bg-bad-soft px-3 py-2 text-bad">
          {errors.form}
        </p>
      )}
      <div className="flex items-center gap-3">
        <p className="flex-1 text-ink-2">
          It stays a draft until its test was seen: leave it, and go on whenever you like.
        </p>
        <button type="submit" className="btn btn-primary" disabled={isBusy}>
          {isBusy ? "Saving…" : "Continue"}
        </button>
      </div>
    </form>
  )
}

/** The form as the body of POST /api/aws/connections. */
function readBody(form: FormData) {
  const text = (name: string) => String(form.get(name) ?? "")
  return {
    name: text("name"),
    ...readReach(form),
    ...(form.get("base") && { base: text("base") }),
    organisation: readOrganisation(form),
    ...(form.has("aws_access_key_id") && readKeys(form)),
  }
}
