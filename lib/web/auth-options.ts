import "server-only"
import type { NextAuthOptions } from "next-auth"
import CredentialsProvider from "next-auth/providers/credentials"
import { signIn } from "@/lib/auth/users"
import { getDb } from "@/lib/db/client"
import { AppError } from "@/lib/errors"
import { clientAddress } from "@/lib/web/client-address"

const SESSION_SECONDS = 12 * 60 * 60

/** Sessions are JWTs in an HttpOnly, SameSite=Lax cookie (next-auth's own defaults), signed with NEXTAUTH_SECRET. */
export const authOptions: NextAuthOptions = {
  session: { strategy: "jwt", maxAge: SESSION_SECONDS },
  pages: { signIn: "/sign-in" },
  providers: [
    CredentialsProvider({
      credentials: { email: {}, password: {} },
      async authorize(credentials, request) {
        try {
          const address = clientAddress((name) => String(request.headers?.[name] ?? ""))
          return await signIn(getDb(), credentials?.email ?? "", credentials?.password ?? "", address)
        } catch (error) {
          // next-auth hands the message on to the sign-in form.
          throw new Error(
            error instanceof AppError ? error.message : "The server could not check the password. Try again.",
          )
        }
      },
    }),
  ],
  callbacks: {
    // The user is read anew at each request; the token only says which.
    jwt: ({ token, user }) => (user ? { ...token, sub: user.id } : token),
    session: ({ session, token }) => ({ ...session, userId: token.sub }),
  },
}
