import { boot, runMain } from "@/lib/boot"
import { getDb } from "@/lib/db/client"
import { startWorker } from "@/lib/scans/work"

/** `npm run worker`, and the child of `npm start`: takes scan jobs from the queue until it is told to stop. */
runMain(async () => {
  const { env, stop } = await boot({ sharing: true })
  const worker = await startWorker(getDb(), env.WORKER_CONCURRENCY)
  let stopping = false
  const end = async () => {
    if (stopping) return
    stopping = true
    await worker.stop()
    await stop()
    process.exit(0)
  }
  process.on("SIGINT", end)
  process.on("SIGTERM", end)
  // The server that started this worker is gone, however it ended.
  process.on("disconnect", end)
  if (process.send) process.send("ready")
  else console.log(`Worker ready, ${env.WORKER_CONCURRENCY} slices at a time.`)
})
