import type { NextConfig } from "next"

const securityHeaders = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=()" },
]

const config: NextConfig = {
  poweredByHeader: false,
  // The SDK and the database client are Node libraries: bundling them only makes the server slower to start.
  serverExternalPackages: ["pg-boss", "postgres"],
  // In development Next logs the arguments of server actions: ours hold credentials.
  logging: { serverFunctions: false },
  // Readiness compares the database with the migrations of this version.
  outputFileTracingIncludes: { "/api/ready": ["./drizzle/**"] },
  // `npm test` checks the types, tests and benchmarks included, with tsc itself.
  typescript: { ignoreBuildErrors: true },
  headers: async () => [{ source: "/:path*", headers: securityHeaders }],
}

export default config
