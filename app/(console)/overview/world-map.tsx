import { geoNaturalEarth1, geoPath } from "d3-geo"
import { scaleSqrt } from "d3-scale"
import { feature } from "topojson-client"
import type { GeometryCollection, Topology } from "topojson-specification"
import land from "world-atlas/land-110m.json"
import { formatCount } from "@/app/_ui/format"
import { Link } from "@/app/_ui/link"
import { regionPlaces } from "@/lib/aws/region-places"
import { regionLabel } from "@/lib/aws/regions"
import type { Share } from "@/lib/inventory/read/overview"

const [WIDTH, HEIGHT] = [720, 330]
const atlas = land as unknown as Topology<{ land: GeometryCollection }>
const projection = geoNaturalEarth1().fitExtent(
  [
    [0, -8],
    [WIDTH, HEIGHT + 44],
  ],
  { type: "Sphere" },
)
/** Without decimals, the outline is a third as long and looks the same. */
const outline = geoPath(projection).digits(0)(feature(atlas, atlas.objects.land)) ?? ""

/** Where the resources are: a circle a region, as large as its count. Each leads to the region's resources. */
export function WorldMap({ regions }: { regions: readonly Share[] }) {
  const radius = scaleSqrt()
    .domain([0, Math.max(1, ...regions.map(({ count }) => count))])
    .range([2.5, 19])
  const placed = regions.flatMap(({ value, count }) => {
    const place = regionPlaces[value]
    const at = place && projection([...place])
    return at ? [{ value, count, at }] : []
  })
  return (
    <nav aria-label="Resources by region, on a map">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="block w-full">
        <title>The world</title>
        <path d={outline} fill="var(--sunken)" stroke="var(--line-strong)" strokeWidth="0.5" />
        {placed.map(({ value, count, at: [x, y] }) => (
          <Link
            key={value}
            href={`/resources?q=region:${value}`}
            aria-label={`${regionLabel(value)}: ${formatCount(count)} resources`}
          >
            <title>{`${regionLabel(value)}: ${formatCount(count)}`}</title>
            <circle cx={x} cy={y} r={Math.max(9, radius(count))} fill="transparent" />
            <circle cx={x} cy={y} r={radius(count)} fill="var(--info)" fillOpacity="0.45" stroke="var(--info)" />
          </Link>
        ))}
      </svg>
      {regions.length > placed.length && (
        <p className="text-s text-ink-3">{regions.length - placed.length} not on the map: their place is not known.</p>
      )}
      <RegionTable regions={regions} />
    </nav>
  )
}

/** The same numbers, for those who do not see the map. */
function RegionTable({ regions }: { regions: readonly Share[] }) {
  return (
    <details className="text-s">
      <summary className="cursor-pointer text-ink-2">As a table</summary>
      <table className="mt-1 w-full border-collapse">
        <thead>
          <tr>
            <th scope="col" className="th">
              Region
            </th>
            <th scope="col" className="th">
              Resources
            </th>
          </tr>
        </thead>
        <tbody>
          {regions.map(({ value, count }) => (
            <tr key={value}>
              <th scope="row" className="td text-left font-normal">
                {regionLabel(value)}
              </th>
              <td className="td">{formatCount(count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}
