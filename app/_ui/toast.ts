export interface Message {
  title: string
  type: "bad" | undefined
}

const NAME = "awc-toast"

/** Says something for a moment: *50 ids copied*. Screen readers read it out. */
export function toast(title: string, type?: "bad"): void {
  window.dispatchEvent(new CustomEvent<Message>(NAME, { detail: { title, type } }))
}

/** Listens for what is said. @returns a function that ends it. */
export function onToast(hear: (message: Message) => void): () => void {
  const listen = (event: Event) => hear((event as CustomEvent<Message>).detail)
  window.addEventListener(NAME, listen)
  return () => window.removeEventListener(NAME, listen)
}
