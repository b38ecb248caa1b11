import { parseArgs } from "node:util"
import { createToken, newTokenSchema, revokeTokens } from "@/lib/auth/tokens"
import { boot, runMain } from "@/lib/boot"
import { getDb } from "@/lib/db/client"
import { AppError } from "@/lib/errors"

const USAGE = "Usage: npm run token -- --name NAME [--scopes read,scan] [--days 90] | --revoke NAME"

/** `npm run token`: prints a new API token, alone on its line, or revokes one; with the server running or stopped. */
runMain(async () => {
  const args = readArgs()
  const { stop } = await boot({ sharing: true })
  const outcome = await carryOut(args).finally(stop)
  if (outcome instanceof AppError) fail(outcome.message)
  console.log(outcome)
})

async function carryOut(args: ReturnType<typeof readArgs>): Promise<string | AppError> {
  try {
    if (!("revoke" in args)) return await createToken(getDb(), "command line", args)
    return `Revoked: ${await revokeTokens(getDb(), "command line", args.revoke)}`
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
}

function readArgs() {
  const options = {
    name: { type: "string" },
    scopes: { type: "string" },
    days: { type: "string" },
    revoke: { type: "string" },
  } as const
  let values: { name?: string; scopes?: string; days?: string; revoke?: string }
  try {
    values = parseArgs({ options }).values
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : error}\n${USAGE}`)
  }
  if (values.revoke) return { revoke: values.revoke }
  const parsed = newTokenSchema.safeParse({
    name: values.name ?? "",
    scopes: values.scopes?.split(","),
    expiresInDays: values.days,
  })
  return parsed.success ? parsed.data : fail(`${parsed.error.issues[0]?.message}\n${USAGE}`)
}

function fail(message: string): never {
  console.error(message)
  process.exit(1)
}
