import "server-only"
import { hasUsers } from "@/lib/auth/users"
import { getApp } from "@/lib/web/app"

/** Whether this is the first visit: nobody can sign in yet. */
export const needsSetup = async (): Promise<boolean> => !(await hasUsers(getApp().db))
