import { isIP } from "node:net"
import { z } from "zod"
import { type AwsPace, type Pace, usualPace } from "@/lib/pace"
import { pem } from "@/lib/pem"
import { wrongProxyIn } from "@/lib/way-out"

const base64Key = z
  .string()
  .refine((value) => Buffer.from(value, "base64").length === 32, "must be 32 bytes in base64 (openssl rand -base64 32)")

const whole = (least: number, most: number) =>
  z.coerce
    .number(`must be a whole number from ${least} to ${most}`)
    .int()
    .min(least, `must be ${least} or more`)
    .max(most, `must be ${most} or less`)
const wholeNumber = (least: number, most: number, fallback: number) => whole(least, most).default(fallback)

const url = (protocol: RegExp, example: string) => z.url({ protocol, error: `must be a URL such as ${example}` })
const postgresUrl = url(/^postgres(ql)?$/, "postgresql://user:password@host:5432/database")
const onOff = (fallback: "on" | "off") => z.enum(["on", "off"], 'must be "on" or "off"').default(fallback)
const CIDR = /^([0-9a-f.:]+)\/(\d{1,3})$/i
const isCidr = (text: string) => {
  const [, address = "", bits = ""] = CIDR.exec(text) ?? []
  const version = isIP(address)
  return version !== 0 && Number(bits) <= (version === 4 ? 32 : 128)
}
const cidrs = z
  .string()
  .transform((text) => text.split(/[\s,]+/).filter(Boolean))
  .refine((list) => list.every(isCidr), "must be networks such as 10.0.0.0/8, separated by commas")
const secret = z.string().min(16, "must have 16 characters or more")

/** Every variable that the product reads. README.md and .env.example describe them. */
const environment = z.object({
  PORT: wholeNumber(1, 65_535, 3000),
  HOST: z.string().default("127.0.0.1"),
  INSECURE_HTTP: onOff("off"),
  DATABASE_URL: postgresUrl.optional(),
  DATABASE_DIRECT_URL: postgresUrl.optional(),
  DATABASE_CA: z.string().transform(pem).optional(),
  DATA_DIR: z.string().default(".data"),
  NEXTAUTH_SECRET: secret.optional(),
  ENCRYPTION_KEY: base64Key.optional(),
  NEXTAUTH_URL: url(/^https?$/, "https://aws-connect.example.com").optional(),
  TRUST_PROXY: onOff("off"),
  ADMIN_EMAIL: z.email("must be an e-mail address").optional(),
  ADMIN_PASSWORD: z
    .string()
    .min(12, "must have 12 characters or more")
    .max(200, "must have 200 characters at most")
    .optional(),
  AWS_ENDPOINT_URL: url(/^https?$/, "http://127.0.0.1:4566").optional(),
  AWS_CALLS_AT_ONCE: wholeNumber(1, 256, 32),
  AWS_EC2_CALLS_PER_SECOND: wholeNumber(1, 1000, 10),
  LAMBDA_ENVIRONMENT: z.enum(["sealed", "names"], 'must be "sealed" or "names"').default("sealed"),
  SCAN_TIMEOUT_SECONDS: wholeNumber(1, 3600, 300),
  SLICE_TIMEOUT_SECONDS: wholeNumber(1, 86_400, 1800),
  QUEUED_SCAN_HOURS: wholeNumber(1, 720, 24),
  CHANGES_KEPT_DAYS: whole(1, 36_500).nullable().default(null),
  WORKER: onOff("on"),
  WORKER_CONCURRENCY: wholeNumber(1, 64, 8),
  /** Set by Vercel, where no worker runs next to the routes. */
  VERCEL: z.string().optional(),
  CRON_SECRET: secret.optional(),
  /** The SDK's own; on Vercel, the role that its OIDC token may assume. */
  AWS_ROLE_ARN: z.string().optional(),
  WEBHOOK_ALLOWED_CIDRS: cidrs.default([]),
  ROLE_TEMPLATE_URL: url(/^https$/, "https://bucket.s3.amazonaws.com/aws-connect.yaml").optional(),
})

/** How to reach AWS, for `lib/aws`. */
export interface AwsSettings {
  /** An emulator's address; undefined for AWS itself. */
  endpoint: string | undefined
  /** The maximum number of calls at the same time to one service in one region. */
  callsAtOnce: number
  ec2CallsPerSecond: number
  /** On Vercel, the role that its OIDC token may assume; it is then what the machine has. */
  vercelRoleArn: string | undefined
  pace: AwsPace
}

/** The settings in the environment, before the start adds the missing ones. */
export interface Settings {
  port: number
  host: string
  allowsInsecureHttp: boolean
  /** The address that people use; if undefined, the one that the browser used. */
  publicUrl: string | undefined
  trustsProxy: boolean
  databaseUrl: string | undefined
  /** The database's own address. If it is set, `databaseUrl` is the address of a pooler. */
  databaseDirectUrl: string | undefined
  /** The certificate authority of the database's server, in PEM. */
  databaseCa: string | undefined
  dataDir: string
  sessionSecret: string | undefined
  encryptionKey: string | undefined
  adminEmail: string | undefined
  adminPassword: string | undefined
  aws: AwsSettings
  /** Whether values such as a Lambda function's environment are stored (sealed), or only their names. */
  keepsSecretValues: boolean
  scanTimeoutSeconds: number
  sliceTimeoutSeconds: number
  queuedScanHours: number
  /** For how many days the past is kept; null for ever. */
  changesKeptDays: number | null
  runsWorker: boolean
  workerConcurrency: number
  isServerless: boolean
  cronSecret: string | undefined
  /** Private networks that webhooks may reach. */
  webhookAllowedCidrs: readonly string[]
  /** Where an operator has published the role's template in S3; CloudFormation takes it from nowhere else. */
  roleTemplateUrl: string | undefined
  pace: Pace
}

/** The settings of a running process: the database's address and both secrets are known. */
export interface Config extends Settings {
  databaseUrl: string
  sessionSecret: string
  /** 32 bytes in base64. */
  encryptionKey: string
}

/** A variable of the environment is missing or malformed. The message is one line that names it. */
export class ConfigError extends Error {}

/**
 * Reads our settings from the environment; no other module does. Empty strings count as unset, since compose files and
 * hosting dashboards write them.
 * @throws ConfigError with one line that names the first wrong variable and the fix.
 */
export function readSettings(source: Record<string, string | undefined> = process.env): Settings {
  const set = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""))
  const { data: env, error } = environment.safeParse(set)
  if (!env) throw new ConfigError(`${error.issues[0]?.path.join(".")} ${error.issues[0]?.message}`)
  const wrongProxy = wrongProxyIn(source)
  if (wrongProxy) throw new ConfigError(wrongProxy)
  if (Boolean(env.ADMIN_EMAIL) !== Boolean(env.ADMIN_PASSWORD)) {
    const missing = env.ADMIN_EMAIL ? "ADMIN_PASSWORD" : "ADMIN_EMAIL"
    throw new ConfigError(`${missing} is not set: the administrator needs both`)
  }
  for (const name of ["DATABASE_DIRECT_URL", "DATABASE_CA"] as const) {
    if (env[name] && !env.DATABASE_URL)
      throw new ConfigError(`${name} is set without DATABASE_URL: set both or neither`)
  }
  for (const name of ["DATABASE_URL", "DATABASE_DIRECT_URL"] as const) {
    if (env[name]?.includes("sslrootcert=")) {
      throw new ConfigError(`${name} has sslrootcert, which is not read: name that file in DATABASE_CA instead`)
    }
  }
  return toSettings(env)
}

/**
 * The settings of a process that our own start did not prepare, such as a function on Vercel.
 * @throws ConfigError if the database's address or a secret is not set.
 */
export function requireConfig(settings: Settings): Config {
  const { databaseUrl, sessionSecret, encryptionKey } = settings
  if (!databaseUrl) throw new ConfigError("DATABASE_URL is not set")
  if (!sessionSecret) throw new ConfigError("NEXTAUTH_SECRET is not set")
  if (!encryptionKey) throw new ConfigError("ENCRYPTION_KEY is not set")
  return { ...settings, databaseUrl, sessionSecret, encryptionKey }
}

function toSettings(env: z.infer<typeof environment>): Settings {
  return {
    port: env.PORT,
    host: env.HOST,
    allowsInsecureHttp: env.INSECURE_HTTP === "on",
    publicUrl: env.NEXTAUTH_URL,
    trustsProxy: env.TRUST_PROXY === "on",
    databaseUrl: env.DATABASE_URL,
    databaseDirectUrl: env.DATABASE_DIRECT_URL,
    databaseCa: env.DATABASE_CA,
    dataDir: env.DATA_DIR,
    sessionSecret: env.NEXTAUTH_SECRET,
    encryptionKey: env.ENCRYPTION_KEY,
    adminEmail: env.ADMIN_EMAIL,
    adminPassword: env.ADMIN_PASSWORD,
    aws: {
      endpoint: env.AWS_ENDPOINT_URL,
      callsAtOnce: env.AWS_CALLS_AT_ONCE,
      ec2CallsPerSecond: env.AWS_EC2_CALLS_PER_SECOND,
      vercelRoleArn: env.VERCEL === undefined ? undefined : env.AWS_ROLE_ARN,
      pace: usualPace.aws,
    },
    keepsSecretValues: env.LAMBDA_ENVIRONMENT === "sealed",
    scanTimeoutSeconds: env.SCAN_TIMEOUT_SECONDS,
    sliceTimeoutSeconds: env.SLICE_TIMEOUT_SECONDS,
    queuedScanHours: env.QUEUED_SCAN_HOURS,
    changesKeptDays: env.CHANGES_KEPT_DAYS,
    runsWorker: env.WORKER === "on",
    workerConcurrency: env.WORKER_CONCURRENCY,
    isServerless: env.VERCEL !== undefined,
    cronSecret: env.CRON_SECRET,
    webhookAllowedCidrs: env.WEBHOOK_ALLOWED_CIDRS,
    roleTemplateUrl: env.ROLE_TEMPLATE_URL,
    pace: usualPace,
  }
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[?::1\]?)$/

/** Whether a host name or address is this machine's own loopback interface. */
export const isLoopback = (host: string): boolean => LOOPBACK.test(host)

/**
 * People type AWS keys into our pages, so they must not cross a network without encryption.
 * @throws ConfigError if the server would be reachable from other machines without TLS, and no setting allows that.
 */
export function assertSafeHost({ host, publicUrl, trustsProxy, allowsInsecureHttp }: Settings): void {
  if (isLoopback(host) || publicUrl?.startsWith("https:") || trustsProxy || allowsInsecureHttp) return
  throw new ConfigError(
    `HOST ${host} is reachable from other machines, and AWS keys would cross the network without encryption. Put a proxy ` +
      "with TLS in front (NEXTAUTH_URL=https://… or TRUST_PROXY=on), or accept the risk with INSECURE_HTTP=on",
  )
}
