const ROWS = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n"]

/** A placeholder with the shape of the table, so that nothing moves when the rows arrive. */
export default function Loading() {
  return (
    <div role="status" aria-label="Loading resources">
      <div className="mb-3 flex h-[33px] items-center gap-3.5">
        <h1 className="text-xl font-semibold">Resources</h1>
        <span className="skeleton h-4 w-48" />
      </div>
      <div className="skeleton mb-3 h-[34px] w-full" />
      <div className="grid items-start gap-4 md:grid-cols-[204px_minmax(0,1fr)]">
        <div className="skeleton h-64 max-md:hidden" />
        <div className="panel">
          {ROWS.map((row) => (
            <div key={row} className="flex h-[39px] items-center gap-3 border-b border-line px-2 last:border-0">
              <span className="skeleton size-5" />
              <span className="skeleton h-4 w-44" />
              <span className="skeleton h-4 w-20" />
              <span className="skeleton h-4 flex-1" />
            </div>
          ))}
        </div>
      </div>
    </div>
  )
}
