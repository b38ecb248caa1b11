import type { AwsCredentials } from "@/lib/aws/credentials"
import { type AwsSession, openAwsSession } from "@/lib/aws/session"
import { readSettings } from "@/lib/config"

/** A session whose calls all go to this address. */
export const sessionAt = (endpoint: string, credentials: AwsCredentials): AwsSession =>
  openAwsSession({ ...readSettings({}).aws, endpoint }, credentials)
