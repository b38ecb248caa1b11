import type { NextConfig } from "next"

const securityHeaders = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=()" },
]

const config: NextConfig = {
  poweredByHeader: false,
  // The job queue and the database client are Node libraries: bundling them only makes the server start more slowly.
  serverExternalPackages: ["pg-boss", "postgres"],
  // In development, Next would log the arguments of server actions, and ours contain credentials.
  logging: { serverFunctions: false },
  // Readiness compares the database with the migrations of this version.
  outputFileTracingIncludes: { "/api/ready": ["./drizzle/**"] },
  // `npm test` runs tsc, which also checks the types of tests and benchmarks.
  typescript: { ignoreBuildErrors: true },
  headers: async () => [{ source: "/:path*", headers: securityHeaders }],
}

export default config
