import { useState, useTransition } from "react"
import { toast } from "@/app/_ui/toast"
import { unanswered } from "@/app/_ui/unanswered"

type Result<T> = Promise<{ ok: true; value: T } | { ok: false; message: string }>

/** Runs server actions one at a time, and says what went wrong; `busy` is the name of what is under way. */
export function useAct() {
  const [doing, setDoing] = useState<string | null>(null)
  // Busy until the page that it leads to is there, so that a second press does nothing twice.
  const [isLeaving, leave] = useTransition()
  const [last, setLast] = useState<string | null>(null)
  const act = async <T>(name: string, result: Result<T>, then: (value: T) => void = () => {}) => {
    setDoing(name)
    setLast(name)
    const answer = await result.catch(unanswered)
    setDoing(null)
    if (answer.ok) leave(() => then(answer.value))
    else toast(answer.message, "bad")
  }
  return { busy: doing ?? (isLeaving ? last : null), act }
}
