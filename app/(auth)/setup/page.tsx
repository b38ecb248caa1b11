import type { Metadata } from "next"
import { redirect } from "next/navigation"
import { SetupForm } from "@/app/(auth)/setup/setup-form"
import { needsSetup } from "@/lib/web/needs-setup"

export const metadata: Metadata = { title: "First visit" }
export const dynamic = "force-dynamic"

export default async function SetupPage() {
  if (!(await needsSetup())) redirect("/sign-in")
  return <SetupForm />
}
