import { MACHINE } from "../sandbox/company"
import { SANDBOX_KEYS } from "../sandbox/generate"

/** The test suite's own secrets. They protect nothing, but the product must not leak them either. */
export const TEST_SECRETS = {
  secretKey: SANDBOX_KEYS.secretAccessKey,
  wrongSecretKey: "WRONGwrongWRONGwrongWRONGwrongWRONGwrong",
  sessionToken: "FwoGZXIvYXdzEXAMPLETOKENcanaryCANARY//////////wEaDCanarySessionToken",
  password: "correct-horse-battery-canary",
  /** The machine's own keys, and the starts of all that the simulated STS gives out. */
  machineKey: MACHINE.secretAccessKey,
  hubKey: "hubSecretCanary",
  assumedKey: "sandbox+",
  assumedToken: "sandbox-session-",
  /** The start of each DB_PASSWORD that the sandbox gives to a Lambda function. */
  lambdaValue: "hunter2-",
}

/** Finds the secrets, these and `more`, that a text contains: as they are, in base64 or URL-encoded. */
export function findSecrets(text: string, more: Record<string, string> = {}): string[] {
  return Object.entries({ ...TEST_SECRETS, ...more }).flatMap(([name, secret]) => {
    const forms = [secret, Buffer.from(secret).toString("base64").replace(/=+$/, ""), encodeURIComponent(secret)]
    return forms.some((form) => text.includes(form)) ? [name] : []
  })
}
