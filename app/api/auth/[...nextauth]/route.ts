import type { NextRequest } from "next/server"
import NextAuth from "next-auth"
import { getApp } from "@/lib/web/app"
import { authOptions } from "@/lib/web/auth-options"

export const maxDuration = 10

interface AuthContext {
  params: Promise<{ nextauth: string[] }>
}

const handler = (request: NextRequest, context: AuthContext) => NextAuth(request, context, authOptions(getApp().config))

export { handler as GET, handler as POST }
