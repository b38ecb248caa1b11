import { Choice } from "@/app/_ui/choice"

export interface Base {
  id: string
  name: string
}

/** Whose credentials assume the role: what the machine has, or the keys of another connection. */
export function BaseField({ bases, chosen = null }: { bases: readonly Base[]; chosen?: string | null }) {
  return (
    <Choice label="Who assumes the role" name="base" defaultValue={chosen ?? ""}>
      <option value="">This machine, with what it has</option>
      {bases.map(({ id, name }) => (
        <option key={id} value={id}>
          The keys of {name}
        </option>
      ))}
    </Choice>
  )
}
