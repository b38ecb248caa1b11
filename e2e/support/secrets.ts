import { SANDBOX_KEYS } from "../sandbox/generate"

/** The suite's own secrets. They are worth nothing, and must still be found nowhere. */
export const TEST_SECRETS = {
  secretKey: SANDBOX_KEYS.secretAccessKey,
  wrongSecretKey: "WRONGwrongWRONGwrongWRONGwrongWRONGwrong",
  sessionToken: "FwoGZXIvYXdzEXAMPLETOKENcanaryCANARY//////////wEaDCanarySessionToken",
  password: "correct-horse-battery-canary",
  /** A part of each Lambda environment value that the sandbox makes. */
  lambdaValue: "hunter2-",
}

/** Which of the secrets, or of `more`, stand in a text; as they are, in base64, or URL-encoded. */
export function findSecrets(text: string, more: Record<string, string> = {}): string[] {
  return Object.entries({ ...TEST_SECRETS, ...more }).flatMap(([name, secret]) => {
    const forms = [secret, Buffer.from(secret).toString("base64").replace(/=+$/, ""), encodeURIComponent(secret)]
    return forms.some((form) => text.includes(form)) ? [name] : []
  })
}
