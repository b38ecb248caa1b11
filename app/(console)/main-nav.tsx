"use client"

import { usePathname } from "next/navigation"
import { useEffect, useRef } from "react"
import { formatCount } from "@/app/_ui/format"
import { CloudIcon } from "@/app/_ui/icons"
import { Link } from "@/app/_ui/link"
import { leave } from "@/app/(console)/leave"
import { ThemeChoice } from "@/app/(console)/theme-choice"

interface NavProps {
  email: string
  role: string
  resources: number
  runningScans: number
  connections: number
  /** Whether this person may see notifications. */
  hasNotifications: boolean
}

/** The bar of every page of the console. Its length is one piece of markup, which reads better whole. */
export function MainNav({ email, role, resources, runningScans, connections, hasNotifications }: NavProps) {
  const path = usePathname()
  const current = useRef<HTMLAnchorElement>(null)
  // A phone shows some of the links at a time: the page's own must be among them.
  useEffect(() => {
    if (path) current.current?.scrollIntoView({ block: "nearest", inline: "center" })
  }, [path])
  const links = [
    { href: "/overview", label: "Overview", count: "" },
    { href: "/resources", label: "Resources", count: resources ? formatCount(resources) : "" },
    { href: "/changes", label: "Changes", count: "" },
    { href: "/scans", label: "Scans", count: runningScans ? `${runningScans} running` : "" },
    { href: "/coverage", label: "Coverage", count: "" },
    { href: "/connections", label: "Connections", count: connections ? formatCount(connections) : "" },
    ...(hasNotifications ? [{ href: "/notifications", label: "Notifications", count: "" }] : []),
    { href: "/tools", label: "Your tools", count: "" },
  ]
  return (
    <nav
      aria-label="Main"
      className="sticky top-0 z-10 flex gap-0.5 border-line bg-panel max-md:items-center max-md:border-b max-md:px-2.5 max-md:py-2 md:h-screen md:flex-col md:border-r md:px-2.5 md:py-3.5"
    >
      <Link
        href="/overview"
        className="flex items-center gap-2 px-2 py-1 text-[15px] font-semibold whitespace-nowrap text-ink no-underline md:pb-3.5"
      >
        <span className="grid size-[22px] place-items-center rounded-[6px] bg-accent text-accent-ink">
          <CloudIcon />
        </span>
        <span className="max-[420px]:sr-only">AWS Connect</span>
      </Link>
      <div className="flex gap-0.5 max-md:min-w-0 max-md:flex-1 max-md:overflow-x-auto md:flex-col">
        {links.map(({ href, label, count }) => {
          const isHere = path.startsWith(href) || (href === "/changes" && path === "/compare")
          return (
            <Link
              key={href}
              ref={isHere ? current : undefined}
              href={href}
              aria-current={isHere ? "page" : undefined}
              className={`flex items-center gap-2.5 rounded-sm px-2.5 py-[7px] whitespace-nowrap no-underline ${isHere ? "bg-sunken font-semibold text-ink" : "text-ink-2 hover:bg-sunken"}`}
            >
              {label}
              <span className="ml-auto font-medium text-ink-2 max-md:hidden">{count}</span>
            </Link>
          )
        })}
      </div>
      <div className="flex items-center gap-2 max-md:ml-auto md:mt-auto md:block md:border-t md:border-line md:px-2 md:pt-3">
        <div className="truncate text-ink-2 max-md:hidden" title={email}>
          {email}
        </div>
        <ThemeChoice />
        <div className="flex items-center justify-between">
          <span className="text-ink-3 max-md:hidden">{role}</span>
          <button
            type="button"
            className="rounded-sm px-1 py-0.5 whitespace-nowrap text-link hover:underline"
            onClick={leave}
          >
            Sign out
          </button>
        </div>
      </div>
    </nav>
  )
}
