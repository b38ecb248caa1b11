import { TypeIcon } from "@/app/_ui/icons"
import type { Category } from "@/lib/aws/resource-types/define"

const ICONS: Readonly<Record<Category, { color: string; path: string }>> = {
  Compute: { color: "#c2570c", path: "M7 7h10v10H7ZM10 3v4M14 3v4M10 17v4M14 17v4M3 10h4M3 14h4M17 10h4M17 14h4" },
  Database: {
    color: "#1f5fbf",
    path: "M4 6c0-1.7 3.6-3 8-3s8 1.3 8 3-3.6 3-8 3-8-1.3-8-3ZM4 6v12c0 1.7 3.6 3 8 3s8-1.3 8-3V6",
  },
  Storage: { color: "#18794e", path: "M4 6h16l-2 15H6L4 6ZM4 6c3-3 13-3 16 0" },
  Networking: { color: "#7a3fc4", path: "M9 3h6v5H9ZM3 16h6v5H3ZM15 16h6v5h-6ZM12 8v4M6 16v-4h12v4" },
  Integration: { color: "#b0316e", path: "M4 8h13l-3-3M20 16H7l3 3" },
  Analytics: { color: "#5b3fc4", path: "M4 20V10M10 20V4M16 20v-8M21 20H3" },
  "Machine learning": {
    color: "#0f766e",
    path: "M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM12 3v3M12 18v3M3 12h3M18 12h3M6 6l2 2M16 16l2 2",
  },
  Security: { color: "#b42318", path: "M12 3l8 3v6c0 5-3.5 8-8 9-4.5-1-8-4-8-9V6Z" },
  Management: { color: "#475467", path: "M4 7h10M18 7h2M16 5v4M4 17h2M10 17h10M8 15v4" },
  Developer: { color: "#475467", path: "M8 7l-5 5 5 5M16 7l5 5-5 5" },
  Other: { color: "#667085", path: "M12 5h.01M12 12h.01M12 19h.01" },
}

/** A category's mark. */
export const CategoryIcon = ({ category, size }: { category: Category; size?: number }) => (
  <TypeIcon icon={ICONS[category]} {...(size && { size })} />
)
