import { type ParseArgsConfig, parseArgs } from "node:util"
import type { z } from "zod"
import { boot, runMain } from "@/lib/boot"
import type { Ctx } from "@/lib/context"
import { AppError } from "@/lib/errors"

interface Command<T> {
  usage: string
  options: NonNullable<ParseArgsConfig["options"]>
  /** Parses the arguments. @returns the input, or a zod error. */
  read(values: Record<string, string | boolean | undefined>): z.ZodSafeParseResult<T>
  /** Runs the command. @returns the text to print. */
  act(ctx: Ctx, input: T): Promise<string>
}

/** Runs one of our commands, whether the server is running or not. Wrong arguments end it before anything is opened. */
export function runCommand<T>({ usage, options, read, act }: Command<T>): void {
  runMain(async () => {
    const input = readArguments(usage, options, read)
    const { app, stop } = await boot({ sharing: true })
    const ctx: Ctx = { ...app, actor: { kind: "system", name: "command line" } }
    const outcome = await act(ctx, input)
      .catch((error: unknown) => {
        if (error instanceof AppError) return error
        throw error
      })
      .finally(stop)
    if (outcome instanceof AppError) fail(outcome.message)
    console.log(outcome)
  })
}

function readArguments<T>(usage: string, options: Command<T>["options"], read: Command<T>["read"]): T {
  try {
    const parsed = read(parseArgs({ options }).values as Parameters<typeof read>[0])
    return parsed.success ? parsed.data : fail(`${parsed.error.issues[0]?.message}\n${usage}`)
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : error}\n${usage}`)
  }
}

function fail(message: string): never {
  console.error(message)
  process.exit(1)
}
