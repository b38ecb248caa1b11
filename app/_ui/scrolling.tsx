import type { ComponentProps } from "react"

/** What scrolls by itself: it has a name, and the keyboard reaches it and so scrolls it. */
export function Scrolling({ children, ...section }: ComponentProps<"section"> & { "aria-label": string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
    <section {...section} tabIndex={0}>
      {children}
    </section>
  )
}
