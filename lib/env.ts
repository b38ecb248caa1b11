import { z } from "zod"

const base64Key = z
  .string()
  .refine((value) => Buffer.from(value, "base64").length === 32, "must be 32 bytes in base64 (openssl rand -base64 32)")

const wholeNumber = (least: number, most: number, fallback: number) =>
  z.coerce
    .number(`must be a whole number from ${least} to ${most}`)
    .int()
    .min(least, `must be ${least} or more`)
    .max(most, `must be ${most} or less`)
    .default(fallback)

const url = (protocol: RegExp, example: string) => z.url({ protocol, error: `must be a URL such as ${example}` })

const schema = z.object({
  PORT: wholeNumber(1, 65535, 3000),
  HOST: z.string().default("0.0.0.0"),
  DATABASE_URL: url(/^postgres(ql)?$/, "postgresql://user:password@host:5432/database").optional(),
  DATA_DIR: z.string().default(".data"),
  NEXTAUTH_SECRET: z.string().min(16, "must have 16 characters or more").optional(),
  ENCRYPTION_KEY: base64Key.optional(),
  NEXTAUTH_URL: url(/^https?$/, "https://aws-connect.example.com").optional(),
  ADMIN_EMAIL: z.email("must be an e-mail address").optional(),
  ADMIN_PASSWORD: z
    .string()
    .min(12, "must have 12 characters or more")
    .max(200, "must have 200 characters at most")
    .optional(),
  AWS_ENDPOINT_URL: url(/^https?$/, "http://127.0.0.1:4566").optional(),
  SCAN_TIMEOUT_SECONDS: wholeNumber(1, 3600, 300),
  TRUST_PROXY: z.enum(["on", "off"], 'must be "on" or "off"').default("off"),
  /** Set by Vercel itself: there is no long-lived worker beside the routes. */
  VERCEL: z.string().optional(),
  CRON_SECRET: z.string().min(16, "must have 16 characters or more").optional(),
  WORKER: z.enum(["on", "off"], 'must be "on" or "off"').default("on"),
  SLICE_TIMEOUT_SECONDS: wholeNumber(1, 86_400, 1800),
  WORKER_CONCURRENCY: wholeNumber(1, 64, 8),
  AWS_CALLS_AT_ONCE: wholeNumber(1, 256, 32),
  AWS_EC2_CALLS_PER_SECOND: wholeNumber(1, 1000, 10),
})

export type Env = z.infer<typeof schema>

/** A variable of the environment is missing or malformed. The message is one line that names it. */
export class EnvError extends Error {}

/**
 * Reads the process's environment, the only place that does.
 * Empty strings count as unset, as compose files and hosting dashboards write them.
 * @throws EnvError with one line naming the first wrong variable and the mend.
 */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  const set = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""))
  const parsed = schema.safeParse(set)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new EnvError(`${issue?.path.join(".")} ${issue?.message}`)
}

/** Like {@link readEnv} for one variable that the server sets at its start and other hosts must be given. */
export function requireEnv<K extends "DATABASE_URL" | "NEXTAUTH_SECRET" | "ENCRYPTION_KEY">(name: K): string {
  // This one alone: it is asked for each value that is sealed.
  const parsed = schema.shape[name].safeParse(process.env[name] || undefined)
  if (!parsed.success) throw new EnvError(`${name} ${parsed.error.issues[0]?.message}`)
  if (!parsed.data) throw new EnvError(`${name} is not set`)
  return parsed.data
}
