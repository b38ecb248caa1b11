import { formatDuration } from "@/app/_ui/format"

/** Why a run of 03:00 starts at 03:03: `each run 3 min 12 s later, to spread the load`. */
export const delayText = (seconds: number): string =>
  `each run ${formatDuration(seconds * 1000).replace(/\.0 s$/, " s")} later, to spread the load`
