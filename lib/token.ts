import { z } from "zod"
import { createToken, newTokenSchema, revokeTokens } from "@/lib/auth/tokens"
import { runCommand } from "@/lib/command-line"

const schema = z.union([z.object({ revoke: z.string().min(1) }), newTokenSchema])

/** `npm run token`: prints a new API token, with nothing else on its line, or revokes one. */
runCommand<z.infer<typeof schema>>({
  usage: "Usage: npm run token -- --name NAME [--scopes read,scan,manage] [--days 90] | --revoke NAME",
  options: {
    name: { type: "string" },
    scopes: { type: "string" },
    days: { type: "string" },
    revoke: { type: "string" },
  },
  read: ({ name, scopes, days, revoke }) =>
    revoke
      ? schema.safeParse({ revoke })
      : newTokenSchema.safeParse({
          name: name ?? "",
          scopes: typeof scopes === "string" ? scopes.split(",") : undefined,
          expiresInDays: days,
        }),
  act: async (ctx, input) =>
    "revoke" in input ? `Revoked: ${await revokeTokens(ctx, input.revoke)}` : createToken(ctx, input),
})
