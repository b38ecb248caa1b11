import type { InputHTMLAttributes, ReactNode } from "react"

interface FieldProps extends InputHTMLAttributes<HTMLInputElement> {
  label: string
  name: string
  hint?: string
  error?: string | undefined
  /** Content inside the field, on the right. */
  trailing?: ReactNode
}

/** A labelled input. Its error is shown below it, and screen readers read it out with the input. */
export function Field({ label, name, hint, error, trailing, className = "", ...input }: FieldProps) {
  const described = [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(" ")
  return (
    <div className="grid content-start gap-1">
      <label htmlFor={name} className="font-medium">
        {label}
      </label>
      {hint && (
        <span id={`${name}-hint`} className="text-s text-ink-3">
          {hint}
        </span>
      )}
      <span className="relative block">
        <input
          id={name}
          name={name}
          className={`field ${trailing ? "pr-14" : ""} ${className}`}
          aria-invalid={error ? true : undefined}
          aria-describedby={described || undefined}
          {...input}
        />
        {trailing && <span className="absolute inset-y-0 right-2.5 flex items-center">{trailing}</span>}
      </span>
      {error && (
        <span id={`${name}-error`} role="alert" className="text-s text-bad">
          {error}
        </span>
      )}
    </div>
  )
}
