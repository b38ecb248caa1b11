import { MACHINE, readerRole } from "../sandbox/company"

/**
 * Fills the demo, as a person and a day would: connects the organisation, scans it, lets its accounts change, and scans
 * it again. An account is suspended in between, and the role of another one loses a permission. A demo that was filled
 * before only gets its simulated roles back, since the simulated accounts forget them. Settings: FILL_URL, FILL_TOKEN,
 * FILL_SANDBOX.
 */
const { FILL_URL = "", FILL_TOKEN = "", FILL_SANDBOX = "" } = process.env
const SEED = 20_261_128
const ROLE_NAME = "aws-connect-read"

async function ask(method: string, path: string, body?: unknown) {
  const answer = await fetch(`${FILL_URL}/api/aws/${path}`, {
    method,
    headers: {
      authorization: `Bearer ${FILL_TOKEN}`,
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
  return text ? JSON.parse(text) : null
}

const atAws = (method: string, path: string, body: unknown) =>
  fetch(`${FILL_SANDBOX}/_sandbox/${path}`, { method, body: JSON.stringify(body) })

/** Creates the role in each account, as a stack set does. */
async function createRoles(externalId: string): Promise<void> {
  for (const accountId of ["111122223333", "210987654321", "345678901234", "432109876543", "555566667777"])
    await atAws("PUT", "role", { accountId, ...readerRole(externalId) })
}

/** What a day brings. */
async function passDay(externalId: string): Promise<void> {
  await atAws("POST", "pass-time", SEED)
  await atAws("PUT", "member", { accountId: "555566667777", state: "SUSPENDED" })
  const role = readerRole(externalId)
  const allow = role.allow.filter((action) => !action.startsWith("rds:"))
  await atAws("PUT", "role", { accountId: "345678901234", ...role, allow })
}

async function scan(id: string): Promise<void> {
  const { scan_id } = await ask("POST", `connections/${id}/scan`)
  for (;;) {
    const { state } = await ask("GET", `scans/${scan_id}`)
    if (state !== "queued" && state !== "running") return
    await new Promise((done) => setTimeout(done, 250))
  }
}

const { connections } = await ask("GET", "connections")
const [known] = connections
if (known) {
  await createRoles(known.external_id)
  await passDay(known.external_id)
} else {
  const { id, external_id } = await ask("POST", "connections", {
    name: "shop organisation",
    kind: "role",
    role_arn: MACHINE.arn.replace("user/aws-connect", `role/${ROLE_NAME}`),
    resource_types: ["*"],
    organisation: { role_name: ROLE_NAME, scope: "all" },
    schedule: {
      ...{ cron: "0 3 * * *", time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC" },
      ...{ jitter_seconds: 300, overlap: "skip", catch_up_seconds: 3_600 },
    },
  })
  await createRoles(external_id)
  await ask("POST", `connections/${id}/test`)
  await scan(id)
  await passDay(external_id)
  await scan(id)
  await ask("POST", `connections/${id}/test`)
}
