interface FootProps {
  error: string | undefined
  isBusy: boolean
  isGuided: boolean
  word: string
}

/** The end of a form of the access panel: what was wrong, and the button; in a new connection, it leads to the test. */
export function SaveFoot({ error, isBusy, isGuided, word }: FootProps) {
  return (
    <div className="flex items-center gap-3">
      <span role="alert" className="flex-1 text-bad">
        {error}
      </span>
      <button type="submit" className={isGuided ? "btn btn-primary" : "btn"} disabled={isBusy}>
        {isBusy ? "Saving…" : isGuided ? "Continue to test" : word}
      </button>
    </div>
  )
}
