import NextLink from "next/link"
import type { ComponentProps } from "react"

/**
 * A link within the product. Nothing is fetched before it is pressed: a page of links would ask the server for a dozen
 * pages that nobody opens.
 */
export const Link = (props: Omit<ComponentProps<typeof NextLink>, "prefetch">) => (
  <NextLink prefetch={false} {...props} />
)
