/** Whether the process answers. It says nothing about the database. */
export const dynamic = "force-dynamic"
export const maxDuration = 10

export const GET = () => Response.json({ status: "ok" })
