import { type NextRequest, NextResponse } from "next/server"
import { ADDRESS_HEADER } from "@/lib/web/address"

/** Tells each page its own address, which Next does not: whoever has to sign in first comes back to it. */
export function proxy({ headers, nextUrl }: NextRequest) {
  const known = new Headers(headers)
  known.set(ADDRESS_HEADER, `${nextUrl.pathname}${nextUrl.search}`)
  return NextResponse.next({ request: { headers: known } })
}

/** Pages alone: routes and files ask nobody to sign in. */
export const config = { matcher: "/((?!api/|_next/|icon).*)" }
