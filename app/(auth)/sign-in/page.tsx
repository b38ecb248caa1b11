import type { Metadata } from "next"
import { redirect } from "next/navigation"
import { SignInForm } from "@/app/(auth)/sign-in/sign-in-form"
import { firstOf, type RawParams } from "@/app/(console)/params"
import { HOME, toGoal } from "@/lib/web/address"
import { needsSetup } from "@/lib/web/needs-setup"
import { findSessionUser } from "@/lib/web/session"

export const metadata: Metadata = { title: "Sign in" }
export const dynamic = "force-dynamic"

export default async function SignInPage({ searchParams }: { searchParams: Promise<RawParams> }) {
  const goal = toGoal(firstOf(await searchParams).next) ?? HOME
  if (await findSessionUser()) redirect(goal)
  if (await needsSetup()) redirect("/setup")
  return <SignInForm goal={goal} />
}
