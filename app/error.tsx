"use client"

import type { ComponentProps } from "react"
import { PageError } from "@/app/_ui/page-error"

/** For pages without navigation, and for where the navigation itself failed. */
export default function ErrorPage(props: ComponentProps<typeof PageError>) {
  return (
    <main className="mx-auto max-w-xl p-6">
      <PageError {...props} />
    </main>
  )
}
