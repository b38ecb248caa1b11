import { runMain } from "@/lib/boot"
import { runWorker } from "@/lib/run-worker"
import { quickPace } from "./pace"

/** The product's worker process, with the short pauses of the tests. */
runMain(() => runWorker(quickPace))
