import { scaleBand, scaleLinear } from "d3-scale"
import type { ReactNode } from "react"
import { formatCount } from "@/app/_ui/format"
import { Link } from "@/app/_ui/link"
import { Scrolling } from "@/app/_ui/scrolling"
import { changesOf, shortDay } from "@/app/(console)/_time/days"
import type { Day } from "@/lib/inventory/read/daily"

const WIDTH = 1000
const HEIGHT = 130
const LABELS = 5

interface DayChartProps {
  days: readonly Day[]
  /** The days within this range are strong, the others pale. */
  range?: { from: string; to: string }
  /** What lies over the bars, as wide as they are. */
  overlay?: ReactNode
}

/** Changes a day: what appeared and changed stands above the line, what was removed below. Drawn by the server. */
export function DayChart({ days, range, overlay }: DayChartProps) {
  const up = topOf(days.map(({ appeared, changed }) => appeared + changed))
  const down = topOf(days.map(({ removed }) => removed)) * Number(days.some(({ removed }) => removed > 0))
  const y = scaleLinear().domain([-down, up]).range([HEIGHT, 0]).clamp(true)
  const x = scaleBand<string>()
    .domain(days.map(({ day }) => day))
    .range([0, WIDTH])
    .paddingInner(0.28)
    .paddingOuter(0.14)
  const isPale = (day: string) => range !== undefined && (day < range.from || day > range.to)
  return (
    <figure className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2">
      <Scale up={up} down={down} zero={y(0)} />
      <div className="relative">
        <svg
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          className="block w-full"
          style={{ height: HEIGHT }}
          aria-hidden="true"
        >
          {days.map((day) => (
            <g key={day.day} opacity={isPale(day.day) ? 0.35 : 1}>
              <Bar day={day} x={x(day.day) ?? 0} width={x.bandwidth()} y={y} up={up} />
            </g>
          ))}
          <line x1={0} x2={WIDTH} y1={y(0)} y2={y(0)} stroke="var(--line-strong)" vectorEffect="non-scaling-stroke" />
        </svg>
        {overlay}
      </div>
      <span />
      <DayLabels days={days} />
    </figure>
  )
}

/** A first scan finds more in a day than changes in months: a day that is far above the others is cut off. */
const FAR = 4

/** The end of the scale: the largest value, or a little more than the second largest if that one is far above it. */
function topOf(values: readonly number[]): number {
  const [first = 0, second = 0] = [...values].sort((a, b) => b - a)
  return Math.max(1, second > 0 && first > FAR * second ? Math.ceil(second * 1.6) : first)
}

interface BarProps {
  day: Day
  x: number
  width: number
  y: (value: number) => number
  up: number
}

function Bar({ day: { day, appeared, changed, removed }, x, width, y, up }: BarProps) {
  const part = (from: number, to: number, fill: string) =>
    to > from && <rect x={x} y={y(to)} width={width} height={Math.max(1.5, y(from) - y(to))} fill={fill} />
  return (
    <>
      <title>{`${day}: ${appeared} appeared, ${changed} changed, ${removed} removed`}</title>
      <rect x={x} y={0} width={width} height={HEIGHT} fill="transparent" />
      {part(0, appeared, "var(--ok)")}
      {part(appeared, appeared + changed, "var(--info)")}
      {part(-removed, 0, "var(--bad)")}
      {appeared + changed > up && <rect x={x} y={7} width={width} height={4} fill="var(--panel)" />}
    </>
  )
}

function Scale({ up, down, zero }: { up: number; down: number; zero: number }) {
  return (
    <div className="relative text-right text-xs text-ink-3" style={{ height: HEIGHT }} aria-hidden="true">
      <span className="invisible">{formatCount(Math.max(up, down))}</span>
      <span className="absolute top-0 right-0 leading-none">{formatCount(up)}</span>
      <span className="absolute right-0 -translate-y-1/2 leading-none" style={{ top: zero }}>
        0
      </span>
      {down > 0 && zero < HEIGHT - 16 && (
        <span className="absolute right-0 bottom-0 leading-none">{formatCount(down)}</span>
      )}
    </div>
  )
}

/** The first, the last, and some days in between. */
function DayLabels({ days }: { days: readonly Day[] }) {
  const step = Math.max(1, Math.floor((days.length - 1) / LABELS))
  return (
    <div className="relative mt-1 h-4 text-xs text-ink-3" aria-hidden="true">
      {days.map(({ day }, at) => {
        const isShown = at % step === 0 && days.length - 1 - at >= step / 2
        if (!isShown && at !== days.length - 1) return null
        const place = (at + 0.5) / days.length
        const shift = place < 0.05 ? "0" : place > 0.95 ? "-100%" : "-50%"
        return (
          <span
            key={day}
            className={`absolute whitespace-nowrap ${at > 0 && at < days.length - 1 ? "max-md:hidden" : ""}`}
            style={{ left: `${place * 100}%`, transform: `translateX(${shift})` }}
          >
            {shortDay(day)}
          </span>
        )
      })}
    </div>
  )
}

/** The same numbers as a table, for those who do not see the chart, and for copying. */
export function DayTable({ days }: { days: readonly Day[] }) {
  return (
    <details className="mt-2 text-s">
      <summary className="cursor-pointer text-ink-2">As a table</summary>
      <Scrolling className="mt-1 max-h-64 overflow-auto" aria-label="Changes a day, as a table">
        <table className="w-full border-collapse">
          <thead>
            <tr>
              {["Day", "Appeared", "Changed", "Removed", "Present"].map((head) => (
                <th key={head} scope="col" className="th">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {days.map(({ day, appeared, changed, removed, present }) => (
              <tr key={day}>
                <th scope="row" className="td text-left font-normal">
                  <Link href={changesOf(day)}>{day}</Link>
                </th>
                {[appeared, changed, removed, present].map((value, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the columns are fixed
                  <td key={at} className="td">
                    {formatCount(value)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolling>
    </details>
  )
}

export const ChartLegend = () => (
  <p className="flex gap-3 text-s text-ink-2">
    {[
      ["appeared", "var(--ok)"],
      ["changed", "var(--info)"],
      ["removed", "var(--bad)"],
    ].map(([label, color]) => (
      <span key={label} className="flex items-center gap-1.5">
        <span className="size-2.5 rounded-[2px]" style={{ background: color }} aria-hidden="true" />
        {label}
      </span>
    ))}
  </p>
)
