import { boot, onEnd } from "@/lib/boot"
import { type Pace, usualPace } from "@/lib/pace"
import { keepHouseRegularly } from "@/lib/work/housekeeping"
import { tickRegularly } from "@/lib/work/tick"
import { startWorker } from "@/lib/work/work"

/** A worker process: takes jobs from the queue until it is told to stop. */
export async function runWorker(pace: Pace = usualPace): Promise<void> {
  const ending = onEnd()
  const booting = boot({ sharing: true, pace })
  // A signal during the start waits for it, and then stops what it started.
  ending.add(() => booting.then(({ stop }) => stop()))
  const { app } = await booting
  if (ending.isEnding()) return
  ending.add(keepHouseRegularly(app))
  ending.add(tickRegularly(app))
  const worker = await startWorker(app)
  ending.add(() => worker.stop())
  if (process.send) process.send("ready")
  else console.log(`Worker ready, ${app.config.workerConcurrency} pages at a time.`)
}
