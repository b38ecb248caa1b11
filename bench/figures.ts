/** One measured figure and its reference from the same run. */
export interface Figure {
  figure: string
  value: number
  unit: string
  /** The value to compare it with; null if there is none. */
  reference: number | null
  /** The bound for the ratio (or, without a reference, for the value); null if none is set. */
  wanted: string | null
}

const ratioOf = ({ value, reference }: Figure): number | null => (reference ? value / reference : null)

/** Checks a bound such as `<= 1.02` against the ratio, or against the value if there is no reference. */
function holds(figure: Figure): boolean | null {
  const [, sign, bound] = /^([<>])= ([\d.]+)$/.exec(figure.wanted ?? "") ?? []
  if (!sign) return null
  const measured = ratioOf(figure) ?? figure.value
  return sign === "<" ? measured <= Number(bound) : measured >= Number(bound)
}

/** Prints a table for people, or one JSON object per line. */
export function print(figures: readonly Figure[], asJson: boolean): void {
  const round = (value: number | null) => (value === null ? null : Number(value.toPrecision(4)))
  const rows = figures.map((figure) => ({
    figure: figure.figure,
    value: round(figure.value),
    reference: round(figure.reference),
    ratio: round(ratioOf(figure)),
    wanted: figure.wanted,
    ok: holds(figure),
  }))
  if (asJson) for (const row of rows) console.log(JSON.stringify(row))
  else {
    const entries = figures.map(({ figure, unit }, index) => {
      const { figure: _, ...cells } = rows[index] ?? { figure: "" }
      return [`${figure}, ${unit}`, cells]
    })
    console.table(Object.fromEntries(entries))
  }
}
