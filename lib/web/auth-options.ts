import "server-only"
import type { NextAuthOptions } from "next-auth"
import CredentialsProvider from "next-auth/providers/credentials"
import { findUser, type SignedIn, signIn } from "@/lib/auth/users"
import type { Config } from "@/lib/config"
import { AppError } from "@/lib/errors"
import { getApp } from "@/lib/web/app"
import { clientAddress } from "@/lib/web/client-address"

const SESSION_SECONDS = 12 * 60 * 60

/** Sessions are JWTs in an HttpOnly, SameSite=Lax cookie (next-auth's own defaults). */
export const authOptions = ({ sessionSecret }: Config): NextAuthOptions => ({
  secret: sessionSecret,
  session: { strategy: "jwt", maxAge: SESSION_SECONDS },
  pages: { signIn: "/sign-in" },
  providers: [
    CredentialsProvider({
      credentials: { email: {}, password: {} },
      async authorize(credentials, request) {
        try {
          const address = clientAddress((name) => String(request.headers?.[name] ?? ""))
          return await signIn(getApp().db, credentials?.email ?? "", credentials?.password ?? "", address)
        } catch (error) {
          // next-auth passes the message on to the sign-in form.
          throw new Error(
            error instanceof AppError ? error.message : "The server could not check the password. Try again.",
          )
        }
      },
    }),
  ],
  callbacks: {
    // The token only names the user, who is read from the database at each request.
    jwt: ({ token, user }) => (user ? { ...token, sub: user.id, stamp: (user as SignedIn).passwordStamp } : token),
    // next-auth would take an error for a sign-out, so it is passed on, and thrown where the session is read.
    session: async ({ session: { expires }, token }) => {
      try {
        return { expires, user: (await findUser(getApp().db, token.sub ?? "", String(token.stamp))) ?? undefined }
      } catch (problem) {
        return { expires, problem }
      }
    },
  },
})
