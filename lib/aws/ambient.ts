import type { AwsCredentials, CredentialProvider } from "@/lib/aws/credentials"
import { wayOut } from "@/lib/aws/session"
import type { AwsSettings } from "@/lib/config"

let loaded: { provider: () => Promise<AwsCredentials>; at: number } | undefined

/**
 * The credentials that this machine has: environment, profile, container or instance role, web identity (the SDK's own
 * chain), or on Vercel its OIDC token. One provider for the process, which renews by itself what expires. What does not
 * may be replaced at any time, so it is read anew; what AWS refuses, too.
 */
export function ambientCredentials({ vercelRoleArn, pace }: AwsSettings): CredentialProvider {
  return async (refused) => {
    // A region that is not enabled refuses good keys as well.
    if (refused && loaded && Date.now() - loaded.at > pace.refusalMs) loaded = undefined
    loaded ??= { provider: await loadProvider(vercelRoleArn), at: Date.now() }
    const keys = await loaded.provider()
    if (!keys.expiration) loaded = undefined
    return keys
  }
}

async function loadProvider(vercelRoleArn: string | undefined): Promise<() => Promise<AwsCredentials>> {
  if (vercelRoleArn) {
    const { awsCredentialsProvider } = await import("@vercel/oidc-aws-credentials-provider")
    return awsCredentialsProvider({ roleArn: vercelRoleArn })
  }
  const { defaultProvider } = await import("@aws-sdk/credential-provider-node")
  return defaultProvider({ clientConfig: { requestHandler: wayOut }, ignoreCache: true })
}
