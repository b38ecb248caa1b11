import { useRouter } from "next/navigation"
import { useEffect, useState } from "react"
import { chooseTheme } from "@/app/_ui/theme"
import { leave } from "@/app/(console)/leave"
import type { ResourceView } from "@/lib/inventory/read/view"
import type { SavedView } from "@/lib/inventory/saved-views/schema"

/** What the palette can open or do. */
export interface Entry {
  key: string
  group: "Resources" | "Pages" | "Saved views" | "Actions"
  label: string
  note: string
  run: () => void
}

/** An entry that leads to an address. */
type Way = Omit<Entry, "run"> & { href: string }

const PAGES: readonly Way[] = [
  { label: "Overview", note: "What there is, and how fresh it is", href: "/overview" },
  { label: "Changes", note: "What appeared, changed and went", href: "/changes" },
  { label: "Compare", note: "Two dates", href: "/compare" },
  { label: "Resources", note: "The inventory", href: "/resources?q=" },
  { label: "Coverage", note: "What is known, and what is not", href: "/coverage" },
  { label: "Connections", note: "Accounts, schedules and their health", href: "/connections" },
  { label: "Notifications", note: "Webhooks and Slack", href: "/notifications" },
  { label: "Scans", note: "What was scanned, and how it went", href: "/scans" },
  { label: "Your tools", note: "psql, Grafana, Metabase", href: "/tools" },
  { label: "Query language", note: "Every form, with examples", href: "/help/query" },
].map((page) => ({ ...page, key: page.href, group: "Pages" as const }))

const ACTIONS: readonly Way[] = [
  { label: "Connect to AWS", note: "test keys, and scan", href: "/resources?connect=1" },
  { label: "Add a connection", note: "a role, saved keys, or this machine's own", href: "/connections/new" },
  { label: "Show what was removed", note: "is:removed", href: "/resources?q=is:removed" },
  { label: "Show what could not be verified", note: "is:unverified", href: "/resources?q=is:unverified" },
].map((action) => ({ ...action, key: action.href, group: "Actions" as const }))

const THEMES = [
  { theme: "light", label: "Light theme", note: "on this device" },
  { theme: "dark", label: "Dark theme", note: "on this device" },
  { theme: "system", label: "System theme", note: "as the device has it" },
] as const

const toResource = (one: ResourceView): Way => ({
  ...{ key: one.id, group: "Resources", label: one.name ?? one.resource_id, href: `/resources/${one.id}` },
  note: `${one.type}, ${one.account_name ?? one.account_id}, ${one.region}`,
})

const toView = ({ id, name, q, is_shared }: SavedView): Way => ({
  ...{ key: id, group: "Saved views", label: name, href: `/resources?view=${id}` },
  note: `${is_shared ? "shared" : "yours"} ${q}`,
})

const toSearch = (text: string): Way => ({
  ...{ key: "search", group: "Actions", label: `Search for ${text}`, note: "in the inventory" },
  href: `/resources?q=${encodeURIComponent(JSON.stringify(text))}`,
})

/** Everything that fits the text, in groups. */
export function useEntries(text: string, onClose: () => void): Entry[] {
  const router = useRouter()
  const views = useViews()
  const resources = useResources(text)
  const fits = ({ label }: Pick<Entry, "label">) => label.toLowerCase().includes(text.toLowerCase())
  const ways = [
    ...resources.map(toResource),
    ...PAGES.filter(fits),
    ...views.map(toView).filter(fits),
    ...(text === "" ? [] : [toSearch(text)]),
    ...ACTIONS.filter(fits),
  ]
  const open = (href: string) => {
    onClose()
    router.push(href)
  }
  const out: Entry = { key: "leave", group: "Actions", label: "Sign out", note: "", run: leave }
  const themes = THEMES.map(({ theme, ...entry }): Entry => {
    const run = () => {
      chooseTheme(theme)
      onClose()
    }
    return { ...entry, key: theme, group: "Actions", run }
  })
  return [...ways.map(({ href, ...way }) => ({ ...way, run: () => open(href) })), ...[...themes, out].filter(fits)]
}

function useViews(): SavedView[] {
  const [views, setViews] = useState<SavedView[]>([])
  useEffect(() => {
    fetch("/api/aws/views")
      .then(async (answer) => setViews(((await answer.json()) as { views?: SavedView[] }).views ?? []))
      .catch(() => {})
  }, [])
  return views
}

const PAUSE_MS = 100
const SHOWN = 7

/** Resources whose name, id, ARN or address contains the text. What was found before stays until the answer is there. */
function useResources(text: string): ResourceView[] {
  const [found, setFound] = useState<ResourceView[]>([])
  useEffect(() => {
    if (text.length < 2) return setFound([])
    const abort = new AbortController()
    const timer = setTimeout(async () => {
      const search = new URLSearchParams({ q: JSON.stringify(text), limit: String(SHOWN) })
      const answer = await fetch(`/api/aws/resources?${search}`, { signal: abort.signal }).catch(() => null)
      if (answer?.ok) setFound(((await answer.json()) as { resources: ResourceView[] }).resources)
    }, PAUSE_MS)
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }, [text])
  return found
}
