import { parseArgs } from "node:util"
import { print } from "./figures"
import { benchScan } from "./scan"

const benchmarks: Record<string, () => Promise<Parameters<typeof print>[0]>> = { scan: benchScan }

const { positionals, values } = parseArgs({ allowPositionals: true, options: { json: { type: "boolean", default: false } } })
const bench = benchmarks[positionals[0] ?? ""]
if (!bench) {
  console.error(`Usage: npm run bench -- ${Object.keys(benchmarks).join("|")} [--json]`)
  process.exit(1)
}
print(await bench(), values.json)
process.exit(0)
