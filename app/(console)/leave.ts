/** Signs out. The library is loaded only then. */
export async function leave(): Promise<void> {
  const { signOut } = await import("next-auth/react")
  await signOut({ callbackUrl: "/sign-in" })
}
