export interface Base {
  id: string
  name: string
}

/** Whose credentials assume the role: what the machine has, or the keys of another connection. */
export function BaseField({ bases, chosen = null }: { bases: readonly Base[]; chosen?: string | null }) {
  return (
    <div className="grid gap-1">
      <label htmlFor="base" className="font-medium">
        Who assumes the role
      </label>
      <select id="base" name="base" className="field" defaultValue={chosen ?? ""}>
        <option value="">This machine, with what it has</option>
        {bases.map(({ id, name }) => (
          <option key={id} value={id}>
            The keys of {name}
          </option>
        ))}
      </select>
    </div>
  )
}
