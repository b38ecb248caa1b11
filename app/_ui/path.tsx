import { Link } from "@/app/_ui/link"

/** The way to a page that is below others. */
export function Path({ to, here }: { to: readonly { href: string; label: string }[]; here: string }) {
  return (
    <nav aria-label="Path" className="mb-2 flex flex-wrap gap-1.5 text-s leading-6 text-ink-2">
      {to.map(({ href, label }) => (
        <span key={href} className="flex gap-1.5">
          <Link href={href} className="underline">
            {label}
          </Link>
          <span aria-hidden="true">/</span>
        </span>
      ))}
      <span aria-current="page">{here}</span>
    </nav>
  )
}
