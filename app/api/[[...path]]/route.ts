import { AppError } from "@/lib/errors"
import { problem } from "@/lib/web/problem"

export const dynamic = "force-dynamic"
export const maxDuration = 10

/** Every path under /api that has no route of its own. */
const notFound = () => problem(new AppError("not_found", "Not found: there is no such route."))

export { notFound as DELETE, notFound as GET, notFound as PATCH, notFound as POST, notFound as PUT }
