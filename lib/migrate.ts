import { boot, runMain } from "@/lib/boot"

/** `npm run migrate`: prepares the database and ends, for hosts that do not run our server, such as Vercel. */
runMain(async () => {
  const { stop } = await boot({ sharing: true })
  await stop()
  console.log("The database is up to date.")
})
