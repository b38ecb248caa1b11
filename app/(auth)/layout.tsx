import type { ReactNode } from "react"
import { CloudIcon } from "@/app/_ui/icons"

export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <main className="grid min-h-full place-items-center p-4">
      <div className="grid w-full max-w-sm gap-5">
        <div className="flex items-center gap-2 text-[15px] font-semibold">
          <span className="grid size-6 place-items-center rounded-[6px] bg-accent text-accent-ink">
            <CloudIcon />
          </span>
          AWS Connect
        </div>
        {children}
      </div>
    </main>
  )
}
