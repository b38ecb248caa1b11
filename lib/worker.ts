import { setFlagsFromString } from "node:v8"
import { boot, onEnd, runMain } from "@/lib/boot"
import { getDb } from "@/lib/db/client"
import { startWorker } from "@/lib/scans/work"

// V8 lets garbage grow to three times what is alive before it collects. A worker's garbage is large pages: it is told to collect
// when it is two fifths of what is alive, which costs no time that can be measured.
setFlagsFromString("--heap-growing-percent=40")

/** `npm run worker`, and the child of `npm start`: takes scan jobs from the queue until it is told to stop. */
runMain(async () => {
  const ending = onEnd()
  const booting = boot({ sharing: true })
  // A signal while booting waits for it, and then stops what it started.
  ending.add(() => booting.then(({ stop }) => stop()))
  const { env } = await booting
  if (ending.isEnding()) return
  const worker = await startWorker(getDb(), env.WORKER_CONCURRENCY)
  ending.add(() => worker.stop())
  if (process.send) process.send("ready")
  else console.log(`Worker ready, ${env.WORKER_CONCURRENCY} slices at a time.`)
})
