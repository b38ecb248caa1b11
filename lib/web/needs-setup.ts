import "server-only"
import { hasUsers } from "@/lib/auth/users"
import { getDb } from "@/lib/db/client"

/** Whether this is the first visit: nobody can sign in yet. */
export const needsSetup = async (): Promise<boolean> => !(await hasUsers(getDb()))
