"use client"

import { useCallback, useEffect, useState } from "react"
import { typeChoices } from "@/app/(console)/resources/actions"
import { BundleList } from "@/app/(console)/resources/bundle-list"
import { costText, policyHref } from "@/app/(console)/resources/choice-texts"
import type { TypeChoiceState } from "@/app/(console)/resources/read-types"
import { TypeList } from "@/app/(console)/resources/type-list"
import type { Bundle, BundleKey, Choices, TypeChoice } from "@/lib/aws/resource-types/choices"
import { costOf, USUAL_REGIONS } from "@/lib/aws/resource-types/cost"

interface TypeChoicesProps {
  bundles: readonly Bundle[]
  choice: TypeChoiceState
  onChoose(choice: TypeChoiceState): void
  /** The permission that the role lacks for a type. */
  missing: Readonly<Record<string, string>>
}

const inBundle: Readonly<Record<BundleKey, (type: TypeChoice) => boolean>> = {
  minimal: ({ isMinimal }) => isMinimal,
  recommended: ({ isCostly }) => !isCostly,
  "*": () => true,
}

/** Bundles with their price, and every type by category, with a search. Ticking a type makes the choice a person's own. */
export function TypeChoices({ bundles, choice, onChoose, missing }: TypeChoicesProps) {
  const { choices, problem, load } = useChoices()
  if (problem) {
    return (
      <p role="alert" className="flex flex-wrap items-center gap-2 text-bad">
        {problem}
        <button type="button" className="btn" onClick={load}>
          Try again
        </button>
      </p>
    )
  }
  if (!choices) return <div className="skeleton h-80" aria-busy="true" />
  const { types, always, coverage } = choices
  const picked = types.filter((type) =>
    "bundle" in choice ? inBundle[choice.bundle](type) : choice.own.has(type.type),
  )
  const keys = new Set(picked.map(({ type }) => type))
  const set = (changed: readonly string[], isPicked: boolean) =>
    onChoose({ own: new Set(isPicked ? [...keys, ...changed] : [...keys].filter((key) => !changed.includes(key))) })
  const permissions = new Set([...always, ...picked.flatMap((type) => type.permissions)])
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-2.5">
      <BundleList
        bundles={bundles}
        choice={choice}
        own={costOf(picked, always)}
        difference={differenceOf(types, keys)}
        onChoose={(key) => onChoose(key === "own" ? { own: keys } : { bundle: key })}
      />
      <p className="text-s text-ink-2">
        Calls are those of an empty account in {USUAL_REGIONS} regions. Where items are read one by one, each adds its
        own.
      </p>
      <TypeList types={types} picked={keys} missing={missing} onPick={set} />
      <p className="text-s text-ink-2" aria-live="polite">
        <strong className="text-ink">{costText(costOf(picked, always))}</strong>.{" "}
        {keys.size > 0 && (
          <a className="text-link underline" href={policyHref({ own: keys })} target="_blank" rel="noreferrer">
            Policy
          </a>
        )}
        <span className="block">{coverageText(coverage, permissions)}</span>
      </p>
    </div>
  )
}

function useChoices(): { choices: Choices | null; problem: string | null; load(): void } {
  const [choices, setChoices] = useState<Choices | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const load = useCallback(() => {
    setProblem(null)
    typeChoices().then(
      (result) => (result.ok ? setChoices(result.value) : setProblem(result.message)),
      () => setProblem("The types could not be loaded."),
    )
  }, [])
  useEffect(load, [load])
  return { choices, problem, load }
}

/** `AWS's ReadOnlyAccess (v189) allows all of it, SecurityAudit (v93) all but 3 permissions.` */
function coverageText(coverage: Choices["coverage"], permissions: ReadonlySet<string>): string {
  const each = coverage.map(({ policy, version, lacks }) => {
    const count = lacks.filter((action) => permissions.has(action)).length
    return `${policy} (${version}) ${count === 0 ? "all of them" : `all but ${count}`}`
  })
  return `Of these permissions, AWS's own policies allow: ${each.join(", ")}.`
}

/** `Recommended, 29 added, 3 taken out`. */
function differenceOf(types: readonly TypeChoice[], keys: ReadonlySet<string>): string {
  const usual = types.filter(inBundle.recommended).map(({ type }) => type)
  const added = [...keys].filter((key) => !usual.includes(key)).length
  const without = usual.filter((key) => !keys.has(key)).length
  if (added + without === 0) return "Tick the types below; updates add none"
  const parts = [added > 0 && `${added} added`, without > 0 && `${without} taken out`].filter(Boolean)
  return `Recommended, ${parts.join(", ")}; updates add none`
}
