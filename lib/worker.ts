import { setFlagsFromString } from "node:v8"
import { boot, onEnd, runMain } from "@/lib/boot"
import { startWorker } from "@/lib/work/work"

// V8 lets garbage grow to three times what is alive before it collects, and a worker's garbage is large pages. This has
// it collect when garbage is two fifths of what is alive, which costs no time that can be measured.
setFlagsFromString("--heap-growing-percent=40")

/** `npm run worker`, and the child of `npm start`: takes jobs from the queue until it is told to stop. */
runMain(async () => {
  const ending = onEnd()
  const booting = boot({ sharing: true })
  // A signal during the start waits for it, and then stops what it started.
  ending.add(() => booting.then(({ stop }) => stop()))
  const { app } = await booting
  if (ending.isEnding()) return
  const worker = await startWorker(app)
  ending.add(() => worker.stop())
  if (process.send) process.send("ready")
  else console.log(`Worker ready, ${app.config.workerConcurrency} slices at a time.`)
})
