import { useEffect } from "react"

/**
 * Gives the focus back to where it was before the component was there.
 * @param isWanted false for what stays while it is closed: nothing is to be done when it goes with its page.
 */
export function useReturnFocus(isWanted = true): void {
  useEffect(() => {
    if (!isWanted) return
    const before = document.activeElement
    return () => {
      if (before instanceof HTMLElement) before.focus()
    }
  }, [isWanted])
}
