import { type ComponentType, useEffect, useState } from "react"
import { toast } from "@/app/_ui/toast"

/** Loads a component once, when somebody first needs it. */
class Later<P extends object> {
  component: ComponentType<P> | null = null

  constructor(readonly read: () => Promise<ComponentType<P>>) {}

  async load(): Promise<ComponentType<P>> {
    this.component ??= await this.read()
    return this.component
  }
}

/**
 * A component that is loaded when it is first shown. Until then, nothing is shown in its place, and what is around it
 * stays. Not React's own `lazy`: what a Suspense boundary waits for is shown with a delay of 300 ms.
 */
export function lazily<P extends object>(read: () => Promise<ComponentType<P>>): ComponentType<P> {
  const later = new Later(read)
  return (props) => <Shown later={later} given={props} />
}

function Shown<P extends object>({ later, given }: { later: Later<P>; given: P }) {
  const [Loaded, setLoaded] = useState(() => later.component)
  useEffect(() => {
    later.load().then(
      (component) => setLoaded(() => component),
      () => toast("This part of the page could not be loaded. Reload the page.", "bad"),
    )
  }, [later])
  return Loaded && <Loaded {...given} />
}
