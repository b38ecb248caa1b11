import { type AwsFailure, toAwsFailure } from "@/lib/aws/failure"
import { isDatabaseError } from "@/lib/db/client"
import { AppError } from "@/lib/errors"

/**
 * What AWS or the network answered. @param action as in `toAwsFailure`.
 * @throws the error itself if it is the database's: AWS is not to be blamed for that.
 */
export function failureOfAws(error: unknown, action: string | null): AwsFailure {
  if (isDatabaseError(error)) throw error
  return toAwsFailure(error, action)
}

/**
 * Why an account was not reached: its connection is not complete any more, or what AWS or the network answered.
 * @param action the IAM action that the call needs, in case AWS's message does not name it.
 * @throws the error itself if neither caused it: it is our own fault then.
 */
export function whyUnreached(error: unknown, action: string | null): AwsFailure {
  if (error instanceof AppError) return notComplete(error.message)
  const failure = failureOfAws(error, action)
  const status = (error as { $metadata?: { httpStatusCode?: number } } | null)?.$metadata?.httpStatusCode
  if (failure.kind === "fault" && status === undefined) throw error
  return failure
}

/** The failure of a connection with which nothing can be reached. */
export const notComplete = (message: string): AwsFailure => ({
  kind: "credentials",
  code: "ConnectionNotComplete",
  message,
  missingPermission: null,
})
