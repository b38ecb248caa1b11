import { readFileSync } from "node:fs"
import { build } from "esbuild"

/**
 * Builds `dist`. Packages that the product depends on stay as they are; the clients of the AWS SDK that it does not depend
 * on become parts of `dist`, each loaded when its service is first scanned.
 */
const { dependencies, optionalDependencies } = JSON.parse(readFileSync("package.json", "utf8"))
const installed = new Set(Object.keys({ ...dependencies, ...optionalDependencies }))

const keepDependencies = {
  name: "keep dependencies",
  setup({ onResolve }) {
    // "@aws-sdk/client-iam/x" belongs to the package "@aws-sdk/client-iam".
    onResolve({ filter: /^[^./]/ }, ({ path }) => {
      const name = path.split("/", path.startsWith("@") ? 2 : 1).join("/")
      return installed.has(name) || path.startsWith("node:") ? { path, external: true } : null
    })
  },
}

await build({
  entryPoints: ["server", "worker", "migrate", "token", "user"].map((name) => `lib/${name}.ts`),
  ...{ bundle: true, splitting: true, format: "esm", platform: "node", target: "node20.9" },
  ...{ outdir: "dist", logLevel: "warning", plugins: [keepDependencies] },
  // Packages in CommonJS ask for Node's own modules by require.
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
})
