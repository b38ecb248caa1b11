import type { AwsCredentials } from "@/lib/aws/credentials"
import { seal, unseal } from "@/lib/seal"

/** Seals keys for the row that keeps them: a scan's until it ends, a connection's until it is deleted. */
export const sealKeys = (encryptionKey: string, rowId: string, keys: AwsCredentials): string =>
  seal(encryptionKey, JSON.stringify(keys), rowId)

/** Opens what {@link sealKeys} made. @throws if it was sealed for another row or with another key. */
export const openKeys = (encryptionKey: string, rowId: string, sealed: string): AwsCredentials =>
  JSON.parse(unseal(encryptionKey, sealed, rowId)) as AwsCredentials
