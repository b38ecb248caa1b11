import type { Metadata } from "next"
import { redirect } from "next/navigation"
import { PasswordForm } from "@/app/(auth)/password/password-form"
import { findSessionUser } from "@/lib/web/session"

export const metadata: Metadata = { title: "Choose a password" }
export const dynamic = "force-dynamic"

export default async function PasswordPage() {
  const user = await findSessionUser()
  if (!user) redirect("/sign-in")
  if (!user.mustChangePassword) redirect("/overview")
  return <PasswordForm email={user.email} />
}
