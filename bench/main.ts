import { parseArgs } from "node:util"
import { benchBreadth } from "./breadth"
import { type Figure, print } from "./figures"
import { benchFind } from "./find"
import { benchManySlices } from "./many-slices"
import { benchOrganisation } from "./organisation"
import { benchPages } from "./pages"
import { benchScan } from "./scan"
import { benchTime } from "./time"
import { benchWide } from "./wide"

const benchmarks: Record<string, (resources: number) => Promise<Figure[]>> = {
  scan: benchScan,
  "many-slices": benchManySlices,
  find: benchFind,
  time: benchTime,
  organisation: benchOrganisation,
  wide: benchWide,
  breadth: benchBreadth,
  pages: benchPages,
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "boolean", default: false }, resources: { type: "string", default: "" } },
})
const bench = benchmarks[positionals[0] ?? ""]
if (!bench) {
  console.error(`Usage: npm run bench -- ${Object.keys(benchmarks).join("|")} [--json] [--resources 100000]`)
  process.exit(1)
}
print(
  await bench(Number(values.resources) || (["find", "time"].includes(positionals[0] ?? "") ? 1_000_000 : 100_000)),
  values.json,
)
process.exit(0)
