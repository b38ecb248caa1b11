import type { InputHTMLAttributes } from "react"

/** A check-box in a list of them, with its label beside it. */
export const Check = ({ children, ...input }: InputHTMLAttributes<HTMLInputElement>) => (
  <label className="flex items-center gap-2 py-0.5">
    <input type="checkbox" className="accent-(--info)" {...input} />
    {children}
  </label>
)
