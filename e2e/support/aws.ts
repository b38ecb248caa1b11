import type { AwsCredentials } from "@/lib/aws/credentials"
import { type AwsSession, openAwsSession } from "@/lib/aws/session"
import { readSettings } from "@/lib/config"

/** Opens a session that sends all its calls to this address. */
export const sessionAt = (endpoint: string, credentials: AwsCredentials): AwsSession =>
  openAwsSession({ ...readSettings({}).aws, endpoint }, credentials)
