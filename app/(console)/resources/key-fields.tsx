import { useState } from "react"
import { Field } from "@/app/_ui/field"
import type { ConnectFields } from "@/app/(console)/resources/connect-form"

const quiet = {
  autoComplete: "off",
  autoCapitalize: "none",
  autoCorrect: "off",
  spellCheck: false,
  "data-1p-ignore": true,
  "data-lpignore": "true",
} as const

/** These are not password fields, since a browser would offer to save the secret. The text is masked by its style. */
export function KeyFields({ errors }: { errors: ConnectFields }) {
  const [isShown, setShown] = useState(false)
  const masked = isShown ? "font-mono" : "font-mono [-webkit-text-security:disc]"
  return (
    <>
      <div className="grid grid-cols-1 gap-3.5 md:grid-cols-2">
        <Field
          label="Access key ID"
          name="aws_access_key_id"
          className="font-mono"
          placeholder="AKIA…"
          error={errors.aws_access_key_id}
          {...quiet}
        />
        <Field
          label="Secret access key"
          name="aws_secret_access_key"
          className={masked}
          error={errors.aws_secret_access_key}
          trailing={<ShowButton isShown={isShown} onClick={() => setShown(!isShown)} />}
          {...quiet}
        />
      </div>
      <Field
        label="Session token"
        name="aws_session_token"
        className={masked}
        hint="Only for temporary keys (ASIA…). They are the safer choice, because they expire."
        error={errors.aws_session_token}
        {...quiet}
      />
    </>
  )
}

function ShowButton({ isShown, onClick }: { isShown: boolean; onClick: () => void }) {
  return (
    <button
      type="button"
      className="font-medium text-link"
      aria-pressed={isShown}
      aria-label="Show the secret access key"
      onClick={onClick}
    >
      {isShown ? "Hide" : "Show"}
    </button>
  )
}
