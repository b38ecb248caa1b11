import type { Metadata } from "next"
import { redirect } from "next/navigation"
import { SignInForm } from "@/app/(auth)/sign-in/sign-in-form"
import { needsSetup } from "@/lib/web/needs-setup"
import { findSessionUser } from "@/lib/web/session"

export const metadata: Metadata = { title: "Sign in" }
export const dynamic = "force-dynamic"

export default async function SignInPage() {
  if (await findSessionUser()) redirect("/overview")
  if (await needsSetup()) redirect("/setup")
  return <SignInForm />
}
