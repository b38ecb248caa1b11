import type { SVGProps } from "react"

function Icon({ d, ...props }: { d: string } & SVGProps<SVGSVGElement>) {
  return (
    <svg
      aria-hidden="true"
      width={15}
      height={15}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={2.2}
      strokeLinecap="round"
      strokeLinejoin="round"
      {...props}
    >
      <path d={d} />
    </svg>
  )
}

export const CloudIcon = (props: SVGProps<SVGSVGElement>) => (
  <Icon d="M17 18a5 5 0 0 0 0-10 7 7 0 0 0-13 3 4 4 0 0 0 1 7Z" {...props} />
)
export const CloseIcon = (props: SVGProps<SVGSVGElement>) => <Icon d="M6 6l12 12M18 6 6 18" {...props} />
export const SearchIcon = (props: SVGProps<SVGSVGElement>) => (
  <Icon d="M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14ZM16 16l5 5" {...props} />
)
export const OrganisationIcon = (props: SVGProps<SVGSVGElement>) => (
  <Icon d="M9 3h6v5H9ZM3 16h6v5H3ZM15 16h6v5h-6ZM12 8v4M6 16v-4h12v4" strokeWidth={2} {...props} />
)
export const RoleIcon = (props: SVGProps<SVGSVGElement>) => (
  <Icon d="M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM5 21a7 7 0 0 1 14 0" strokeWidth={2} {...props} />
)
export const KeyIcon = (props: SVGProps<SVGSVGElement>) => (
  <Icon d="M8 19a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM11 12l9-9M16 7l3 3" strokeWidth={2} {...props} />
)
export const MachineIcon = (props: SVGProps<SVGSVGElement>) => (
  <Icon d="M4 4h16v7H4ZM4 13h16v7H4ZM8 7.5h.01M8 16.5h.01" strokeWidth={2} {...props} />
)
export const CheckIcon = (props: SVGProps<SVGSVGElement>) => <Icon d="M5 12l5 5 9-10" {...props} />
export const PlusIcon = (props: SVGProps<SVGSVGElement>) => <Icon d="M12 5v14M5 12h14" {...props} />
export const MoreIcon = (props: SVGProps<SVGSVGElement>) => (
  <Icon d="M5 12h.01M12 12h.01M19 12h.01" strokeWidth={3} {...props} />
)
export const ChevronIcon = ({ isOpen }: { isOpen: boolean }) => <Icon d={isOpen ? "M6 9l6 6 6-6" : "M9 6l6 6-6 6"} />
export const SortIcon = ({ descending }: { descending: boolean }) => (
  <Icon width={11} height={11} d={descending ? "M12 5v14M6 13l6 6 6-6" : "M12 19V5M6 11l6-6 6 6"} />
)

/** A resource type's icon on its own colour. */
export function TypeIcon({ icon, size = 20 }: { icon: { color: string; path: string }; size?: number }) {
  return (
    <span
      className="inline-grid flex-none place-items-center rounded-sm text-white"
      style={{ background: icon.color, width: size, height: size }}
    >
      <Icon d={icon.path} width={size * 0.65} height={size * 0.65} strokeWidth={2} />
    </span>
  )
}

/** The shapes of the types' icons, drawn once on a page that shows hundreds of them with {@link TypeMark}. */
export function TypeShapes({ types }: { types: readonly { type: string; icon: { path: string } }[] }) {
  return (
    <svg aria-hidden="true" width="0" height="0" className="absolute">
      {types.map(({ type, icon }) => (
        <symbol key={type} id={`type-${type}`} viewBox="0 0 24 24">
          <path d={icon.path} />
        </symbol>
      ))}
    </svg>
  )
}

/** A resource type's icon, by its shape's name. */
export const TypeMark = ({ type, color }: { type: string; color: string }) => (
  <svg aria-hidden="true" className="type-mark" style={{ background: color }}>
    <use href={`#type-${type}`} />
  </svg>
)
