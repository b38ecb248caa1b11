import type { ReactNode } from "react"

interface EmptyStateProps {
  title: string
  text: string
  children?: ReactNode
  /** It is all that the page has, so its title is the page's. */
  isPage?: boolean
}

/** Shown if there is nothing to list: what that means, and the next step. */
export function EmptyState({ title, text, children, isPage = false }: EmptyStateProps) {
  const Title = isPage ? "h1" : "h2"
  return (
    <div className="panel grid justify-items-center gap-2 px-6 py-14 text-center">
      <Title className="text-l font-semibold">{title}</Title>
      <p className="max-w-md text-ink-2">{text}</p>
      {children && <div className="mt-3 flex flex-wrap justify-center gap-2">{children}</div>}
    </div>
  )
}
