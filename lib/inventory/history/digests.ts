/** The field that shows that sealed values changed. */
export const SEALED_FIELD = "values_digest"
const HIDDEN = "••••"

type Fields = Record<string, { old: unknown; new: unknown }>

/** That sealed values changed is told; their digests are not, since equal ones would show equal values. */
export function withoutDigests(fields: Fields): Fields {
  const sealed = fields[SEALED_FIELD]
  if (!sealed) return fields
  const hide = (value: unknown) => (value === null || value === undefined ? null : HIDDEN)
  return { ...fields, [SEALED_FIELD]: { old: hide(sealed.old), new: hide(sealed.new) } }
}
