import NextAuth from "next-auth"
import { authOptions } from "@/lib/web/auth-options"

const handler = NextAuth(authOptions)

export const maxDuration = 10
export { handler as GET, handler as POST }
