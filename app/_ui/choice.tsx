import type { ReactNode, SelectHTMLAttributes } from "react"

interface ChoiceProps extends SelectHTMLAttributes<HTMLSelectElement> {
  label: string
  name: string
  /** The options. */
  children: ReactNode
}

/** A labelled list to choose one from. */
export const Choice = ({ label, name, children, ...select }: ChoiceProps) => (
  <div className="grid content-start gap-1">
    <label htmlFor={name} className="font-medium">
      {label}
    </label>
    <select id={name} name={name} className="field" {...select}>
      {children}
    </select>
  </div>
)
