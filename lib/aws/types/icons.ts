import type { Spec } from "@/lib/aws/types/contract"

const icon = (color: string, path: string): Spec["icon"] => ({ color, path })

/** Icons that several types share, in the colours of their categories. Drawn on a 24 by 24 grid with strokes of 2. */
export const icons = {
  box: icon("#c2570c", "M12 3l8 4.5v9L12 21l-8-4.5v-9ZM4 7.5l8 4.5 8-4.5M12 12v9"),
  gear: icon(
    "#c2570c",
    "M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM12 3v3M12 18v3M3 12h3M18 12h3M6 6l2 2M16 16l2 2M18 6l-2 2M8 16l-2 2",
  ),
  stack: icon("#c2570c", "M12 3l9 5-9 5-9-5ZM3 12.5l9 5 9-5M3 17l9 5 9-5"),
  database: icon(
    "#1f5fbf",
    "M4 6c0-1.7 3.6-3 8-3s8 1.3 8 3-3.6 3-8 3-8-1.3-8-3ZM4 6v12c0 1.7 3.6 3 8 3s8-1.3 8-3V6M4 12c0 1.7 3.6 3 8 3s8-1.3 8-3",
  ),
  table: icon("#1f5fbf", "M4 4h16v16H4ZM4 10h16M4 15h16M10 4v16"),
  copy: icon("#1f5fbf", "M8 8h12v12H8ZM4 16V4h12"),
  net: icon("#1f5fbf", "M4 4h6v6H4ZM14 14h6v6h-6ZM7 10v7h7"),
  bolt: icon("#1f5fbf", "M13 2L5 14h6l-1 8 8-12h-6Z"),
  search: icon("#1f5fbf", "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14ZM16 16l5 5"),
  folder: icon("#18794e", "M3 6h6l2 2h10v11H3Z"),
  globe: icon("#7a3fc4", "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18"),
  target: icon("#7a3fc4", "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM12 12h.01"),
  queue: icon("#b0316e", "M3 6h4v12H3ZM10 6h4v12h-4ZM17 6h4v12h-4Z"),
  bell: icon("#b0316e", "M6 17V11a6 6 0 0 1 12 0v6l2 2H4ZM10 22h4"),
  stream: icon("#b0316e", "M3 7c4-4 6 4 10 0s5 2 8 0M3 13c4-4 6 4 10 0s5 2 8 0M3 19c4-4 6 4 10 0s5 2 8 0"),
  plug: icon("#b0316e", "M9 3v5M15 3v5M6 8h12v4a6 6 0 0 1-12 0ZM12 18v4"),
  clock: icon("#b0316e", "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM12 7v5l4 2"),
  steps: icon("#b0316e", "M4 4h6v5H4ZM14 15h6v5h-6ZM7 9v8h7"),
  query: icon("#5b3fc4", "M10 4a6 6 0 1 0 0 12 6 6 0 0 0 0-12ZM15 15l5 5M8 10h4"),
  nodes: icon("#5b3fc4", "M9 3h6v6H9ZM3 15h6v6H3ZM15 15h6v6h-6ZM12 9v3M6 15v-3h12v3"),
  catalog: icon("#5b3fc4", "M5 4h11a3 3 0 0 1 3 3v13H8a3 3 0 0 1-3-3ZM5 17a3 3 0 0 1 3-3h11M9 8h6"),
  turn: icon("#5b3fc4", "M4 8h13l-3-3M20 16H7l3 3"),
  brain: icon(
    "#0f766e",
    "M12 4v16M12 5a4 4 0 0 0-7 3 4 4 0 0 0-1 7 4 4 0 0 0 8 3M12 5a4 4 0 0 1 7 3 4 4 0 0 1 1 7 4 4 0 0 1-8 3",
  ),
  notebook: icon("#0f766e", "M6 3h13v18H6ZM9 3v18M3 8h4M3 12h4M3 16h4M12 8h4"),
  vault: icon("#18794e", "M4 4h16v14H4ZM7 18v2M17 18v2M12 8a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM12 8V7M15 11h1"),
  calendar: icon("#18794e", "M4 6h16v14H4ZM4 10h16M8 3v4M16 3v4M9 15l2 2 4-4"),
  swap: icon("#18794e", "M4 9h14l-4-4M20 15H6l4 4"),
  jobs: icon("#c2570c", "M4 5h16M4 10h16M4 15h10M17 14l4 3-4 3Z"),
  screen: icon("#c2570c", "M3 4h18v12H3ZM9 20h6M12 16v4"),
  wall: icon("#7a3fc4", "M3 5h18v14H3ZM3 10h18M3 14h18M9 5v5M15 10v4M9 14v5"),
  sliders: icon("#475467", "M4 7h10M18 7h2M16 5v4M4 17h2M10 17h10M8 15v4"),
  person: icon("#b42318", "M12 3a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM4 21c0-5 3-8 8-8s8 3 8 8"),
  people: icon(
    "#b42318",
    "M9 4a3 3 0 1 0 0 7 3 3 0 0 0 0-7ZM3 20c0-4 2-7 6-7s6 3 6 7M16 5a3 3 0 0 1 0 6M17 13c3 1 4 4 4 7",
  ),
  key: icon("#b42318", "M8 10a5 5 0 1 0 0 10 5 5 0 0 0 0-10ZM12 12l9-9M17 7l3 3"),
  lock: icon("#b42318", "M5 11h14v10H5ZM8 11V7a4 4 0 0 1 8 0v4M12 15v2"),
  shield: icon("#b42318", "M12 3l8 3v6c0 5-3.5 8-8 9-4.5-1-8-4-8-9V6Z"),
  scroll: icon("#475467", "M6 3h12v18H6ZM9 8h6M9 12h6M9 16h4"),
  hammer: icon("#475467", "M4 20l9-9M11 5l8 8M14 3l7 7-3 3-7-7Z"),
  flow: icon("#475467", "M3 9h5v6H3ZM16 9h5v6h-5ZM8 12h8M13 9l3 3-3 3"),
} as const
