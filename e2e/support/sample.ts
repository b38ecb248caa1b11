/** Whether this run takes the large samples: `npm run test:deep`. */
export const isDeep = process.env.AWC_DEEP === "on"

/** The size of a random sample: what every run can afford, or what only a large one shows. */
export const sampleOf = (small: number, large: number): number => (isDeep ? large : small)

/**
 * The seed of a random sample, which is printed. A deep run has a new one each time, and finds what nobody thought of; the
 * everyday run has always the same, and fails for what was changed. `AWC_SEED` repeats one.
 */
export function seedOf(what: string, usual: number): number {
  const seed = Number(process.env.AWC_SEED ?? (isDeep ? Date.now() % 1_000_000 : usual))
  console.log(`${what}: seed ${seed}; AWC_SEED=${seed} repeats it.`)
  return seed
}
