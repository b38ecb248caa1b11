import { seededRandom } from "../../e2e/sandbox/random"
import type { Figure } from "../figures"
import { median, percentile, type RunningProduct } from "./product"

const PEOPLE = 50
const SECONDS = 10
const PATHS = [
  "",
  "?q=type:rds",
  "?q=zephyr",
  "?q=region:eu-west-1",
  "?q=tag:env=prod",
  "?sort=-last_changed_at",
  "?q=quokka",
  "?q=type:ec2 status:stopped",
]

/** Fifty people who page and search at once, and fifty who load the page. */
export async function benchCrowd(product: RunningProduct): Promise<Figure[]> {
  const alone = await crowd(1, 4, (random) => product.get(`/api/aws/resources${random.pick(PATHS)}`))
  const many = await crowd(PEOPLE, SECONDS, (random) => product.get(`/api/aws/resources${random.pick(PATHS)}`))
  const rest = await crowd(PEOPLE, SECONDS, () => product.visit("/api/aws/resources?limit=50"))
  const pages = await crowd(PEOPLE, SECONDS, () => product.visit("/resources?q="))
  return [
    {
      figure: `${PEOPLE} people paging and searching, p95, against one alone`,
      value: percentile(many.taken, 0.95),
      unit: "ms",
      reference: median(alone.taken),
      wanted: "<= 25",
    },
    {
      figure: `${PEOPLE} people paging and searching: errors`,
      value: many.errors,
      unit: "",
      reference: null,
      wanted: "<= 0",
    },
    {
      figure: "Resources page rendered, pages a second, against the REST route with the same rows",
      value: pages.taken.length / SECONDS,
      unit: "/s",
      reference: rest.taken.length / SECONDS,
      wanted: ">= 0.5",
    },
  ]
}

async function crowd(
  people: number,
  seconds: number,
  act: (random: ReturnType<typeof seededRandom>) => Promise<unknown>,
) {
  const until = performance.now() + seconds * 1000
  const taken: number[] = []
  let errors = 0
  await Promise.all(
    Array.from({ length: people }, async (_, person) => {
      const random = seededRandom(person)
      while (performance.now() < until) {
        const startedAt = performance.now()
        await act(random).catch(() => errors++)
        taken.push(performance.now() - startedAt)
      }
    }),
  )
  return { taken, errors }
}
