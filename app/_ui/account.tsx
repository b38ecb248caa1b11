"use client"

import { createContext, type ReactNode, useContext } from "react"

const Names = createContext<Readonly<Record<string, string>>>({})

/** Tells the pages the names of accounts, by number. */
export const AccountNames = ({ names, children }: { names: Record<string, string>; children: ReactNode }) => (
  <Names.Provider value={names}>{children}</Names.Provider>
)

/** What people read of an account: its name, or its number where it has none. */
export function useAccountName(): (accountId: string) => string {
  const names = useContext(Names)
  return (accountId) => names[accountId] ?? accountId
}

/** An account by its name, with its number beside it. */
export function AccountWithNumber({ id }: { id: string }) {
  const name = useContext(Names)[id]
  return (
    <>
      {name && `${name} `}
      <span className={name ? "text-ink-3" : ""}>{id}</span>
    </>
  )
}

/** An account by its name, with its number on hover. */
export function Account({ id }: { id: string }) {
  const name = useContext(Names)[id]
  return name === undefined ? <span className="tabular-nums">{id}</span> : <span title={`Account ${id}`}>{name}</span>
}
