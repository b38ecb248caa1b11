import { NothingHere } from "@/app/_ui/nothing-here"

export default function NotFound() {
  return (
    <main className="mx-auto max-w-xl p-6">
      <NothingHere />
    </main>
  )
}
