import { type ComponentType, lazy, Suspense } from "react"

/**
 * A component that is loaded when it is first shown. Until then, nothing is shown in its place, and what is around it
 * stays: without a boundary of its own, the whole page would be hidden for a moment, and lose the focus.
 */
export function lazily<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  const Loaded = lazy(async () => ({ default: await load() }))
  return (props) => (
    <Suspense fallback={null}>
      <Loaded {...props} />
    </Suspense>
  )
}
