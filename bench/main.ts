import { parseArgs } from "node:util"
import { type Figure, print } from "./figures"
import { benchManySlices } from "./many-slices"
import { benchScan } from "./scan"

const benchmarks: Record<string, (resources: number) => Promise<Figure[]>> = {
  scan: benchScan,
  "many-slices": benchManySlices,
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "boolean", default: false }, resources: { type: "string", default: "100000" } },
})
const bench = benchmarks[positionals[0] ?? ""]
if (!bench) {
  console.error(`Usage: npm run bench -- ${Object.keys(benchmarks).join("|")} [--json] [--resources 100000]`)
  process.exit(1)
}
print(await bench(Number(values.resources)), values.json)
process.exit(0)
