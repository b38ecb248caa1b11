import type { Metadata } from "next"
import { redirect } from "next/navigation"
import { PasswordForm } from "@/app/(auth)/password/password-form"
import { firstOf, type RawParams } from "@/app/(console)/params"
import { before, HOME, toGoal } from "@/lib/web/address"
import { findSessionUser } from "@/lib/web/session"

export const metadata: Metadata = { title: "Choose a password" }
export const dynamic = "force-dynamic"

export default async function PasswordPage({ searchParams }: { searchParams: Promise<RawParams> }) {
  const goal = toGoal(firstOf(await searchParams).next) ?? HOME
  const user = await findSessionUser()
  if (!user) redirect(before("/sign-in", goal))
  if (!user.mustChangePassword) redirect(goal)
  return <PasswordForm email={user.email} goal={goal} />
}
