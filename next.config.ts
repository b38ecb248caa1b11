import type { NextConfig } from "next"
import { dependencies } from "./package.json"

const securityHeaders = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=()" },
]

/** The packages of the AWS SDK that we depend on. */
const sdk = Object.keys(dependencies).filter((name) => /^@(aws-sdk|smithy)\//.test(name))

const config: NextConfig = {
  poweredByHeader: false,
  // Node libraries: bundling them makes the build and the start of the server slower. The SDK alone is half of a build.
  serverExternalPackages: ["pg-boss", "postgres", ...sdk],
  // In development, Next would log the arguments of server actions, and ours contain credentials.
  logging: { serverFunctions: false },
  // Readiness compares the database with the migrations of this version.
  outputFileTracingIncludes: { "/api/ready": ["./drizzle/**"] },
  // `npm test` runs tsc, which also checks the types of tests and benchmarks.
  typescript: { ignoreBuildErrors: true },
  // A build begins from nothing as a rule: writing the cache takes longer than it saves.
  experimental: { turbopackFileSystemCacheForBuild: false },
  headers: async () => [{ source: "/:path*", headers: securityHeaders }],
}

export default config
