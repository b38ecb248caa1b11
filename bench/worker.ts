import { runMain } from "@/lib/boot"
import { runWorker } from "@/lib/run-worker"
import { addCopies, ORIGINALS } from "./copies"

/** The worker, with copies of types until it has `BENCH_TYPES`. */
addCopies(Number(process.env.BENCH_TYPES), ORIGINALS)
runMain(() => runWorker())
