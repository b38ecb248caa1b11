import { scaleLinear } from "d3-scale"
import { area, line } from "d3-shape"
import { formatCount } from "@/app/_ui/format"
import { Link } from "@/app/_ui/link"
import { endOf, shortDay } from "@/app/(console)/_time/days"
import type { Day } from "@/lib/inventory/read/daily"

const [WIDTH, HEIGHT] = [1000, 110]

/** How many resources there were at the end of each day. The scale begins at 0, so that a small change looks small. */
export function Growth({ days }: { days: readonly Day[] }) {
  const most = Math.max(1, ...days.map(({ present }) => present))
  const x = scaleLinear()
    .domain([0, Math.max(1, days.length - 1)])
    .range([0, WIDTH])
  const y = scaleLinear().domain([0, most]).range([HEIGHT, 4])
  const points = days.map(({ present }) => present)
  const filled =
    area<number>(
      (_, at) => x(at),
      HEIGHT,
      (value) => y(value),
    ).digits(1)(points) ?? ""
  const drawn =
    line<number>(
      (_, at) => x(at),
      (value) => y(value),
    ).digits(1)(points) ?? ""
  const [first, last] = [days[0], days.at(-1)]
  return (
    <figure>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="block w-full"
        style={{ height: HEIGHT }}
        aria-hidden="true"
      >
        <path d={filled} fill="var(--info)" fillOpacity="0.14" />
        <path d={drawn} fill="none" stroke="var(--info)" strokeWidth="2" vectorEffect="non-scaling-stroke" />
      </svg>
      <figcaption className="mt-1 flex justify-between text-s text-ink-3">
        {first && (
          <Link href={`/resources?q=&as_of=${endOf(first.day)}`}>
            {shortDay(first.day)}: {formatCount(first.present)}
          </Link>
        )}
        {last && <Link href="/resources?q=">today: {formatCount(last.present)}</Link>}
      </figcaption>
    </figure>
  )
}
