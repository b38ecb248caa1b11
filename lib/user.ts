import type { z } from "zod"
import { saveUser, saveUserSchema } from "@/lib/auth/manage-users"
import { runCommand } from "@/lib/command-line"

/** `npm run user`: creates a user or changes a role, and prints the one-time password if there is a new one. */
runCommand<z.infer<typeof saveUserSchema>>({
  usage: "Usage: npm run user -- --email ADDRESS --role viewer|operator|admin [--reset-password]",
  options: { email: { type: "string" }, role: { type: "string" }, "reset-password": { type: "boolean" } },
  read: ({ email, role, "reset-password": resetPassword }) =>
    saveUserSchema.safeParse({ email: email ?? "", role, resetPassword }),
  async act(ctx, input) {
    const { outcome, oneTimePassword } = await saveUser(ctx, input)
    const done = `${outcome === "created" ? "Created" : "Changed"} ${input.email}, ${input.role}.`
    return oneTimePassword ? `${done} One-time password: ${oneTimePassword}` : done
  },
})
