"use client"

import { useEffect, useRef, useState } from "react"
import { plural } from "@/app/_ui/format"
import { lazily } from "@/app/_ui/lazily"
import { BUNDLE_NAMES, costText, policyHref } from "@/app/(console)/resources/choice-texts"
import { BUNDLE_FIELD, type TypeChoiceState } from "@/app/(console)/resources/read-types"
import type { Bundle, BundleKey } from "@/lib/aws/resource-types/choices"

const TypeChoices = lazily(() => import("@/app/(console)/resources/type-choices").then((module) => module.TypeChoices))

interface TypePickerProps {
  bundles: readonly Bundle[]
  error: string | undefined
  /** What is chosen at first: a bundle, or a person's own types. */
  bundle?: BundleKey | null
  chosen?: readonly string[] | null
  /** The permission that the role lacks for a type, where it was tested. */
  missing?: Readonly<Record<string, string>>
  /** Whether the list is open; without it, the picker keeps that itself. */
  isOpen?: boolean
  onOpen?(isOpen: boolean): void
}

/** What to scan, in one line; *Choose* opens the list of types. What is chosen is in hidden fields. */
export function TypePicker(props: TypePickerProps) {
  const { bundles, error, bundle = "recommended", chosen, missing = {} } = props
  const [choice, setChoice] = useState<TypeChoiceState>(bundle ? { bundle } : { own: new Set(chosen) })
  const [isOwnOpen, setOwnOpen] = useState(false)
  const { isOpen = isOwnOpen, onOpen = setOwnOpen } = props
  const button = useRef<HTMLButtonElement>(null)
  const wasOpen = useRef(isOpen)
  useEffect(() => {
    // The list is gone, and with it what had the focus.
    if (wasOpen.current && !isOpen) button.current?.focus()
    wasOpen.current = isOpen
  }, [isOpen])
  const taken = "bundle" in choice ? bundles.find(({ key }) => key === choice.bundle) : undefined
  return (
    <fieldset className="grid grid-cols-[minmax(0,1fr)] gap-1">
      <legend className={props.isOpen ? "sr-only" : "mb-1 font-medium"}>What to scan</legend>
      <input type="hidden" name={BUNDLE_FIELD} value={"bundle" in choice ? choice.bundle : "own"} />
      {"own" in choice &&
        [...choice.own].map((key) => <input key={key} type="hidden" name="resource_types" value={key} />)}
      {isOpen ? (
        <>
          <TypeChoices bundles={bundles} choice={choice} onChoose={setChoice} missing={missing} />
          {props.isOpen === undefined && (
            <button type="button" className="btn justify-self-end" onClick={() => setOwnOpen(false)}>
              Close the list
            </button>
          )}
        </>
      ) : (
        <div
          className={`flex items-center gap-3 rounded-sm border px-2.5 py-2 ${error ? "border-bad" : "border-line-strong"}`}
        >
          <span className="min-w-0 flex-1">
            <span className="block font-medium">
              {"bundle" in choice ? BUNDLE_NAMES[choice.bundle].title : "My own choice"}
            </span>
            <small className="block text-s text-ink-2">
              {taken ? costText(taken) : plural("own" in choice ? choice.own.size : 0, "type")}
            </small>
          </span>
          <a className="text-link hover:underline" href={policyHref(choice)} target="_blank" rel="noreferrer">
            Permissions
          </a>
          <button ref={button} type="button" className="text-link hover:underline" onClick={() => onOpen(true)}>
            Choose
          </button>
        </div>
      )}
      {error && (
        <span role="alert" className="text-s text-bad">
          {error}
        </span>
      )}
    </fieldset>
  )
}
