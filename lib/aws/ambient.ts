import type { AwsCredentials } from "@/lib/aws/credentials"
import { wayOut } from "@/lib/aws/session"
import type { AwsSettings } from "@/lib/config"

let provider: (() => Promise<AwsCredentials>) | undefined

/**
 * The credentials that this machine has: environment, profile, container or instance role, web identity (the SDK's own
 * chain), or on Vercel its OIDC token. One provider for the process, which renews them by itself.
 */
export function ambientCredentials({ vercelRoleArn }: AwsSettings): () => Promise<AwsCredentials> {
  return async () => {
    provider ??= await loadProvider(vercelRoleArn)
    return provider()
  }
}

async function loadProvider(vercelRoleArn: string | undefined): Promise<() => Promise<AwsCredentials>> {
  if (vercelRoleArn) {
    const { awsCredentialsProvider } = await import("@vercel/oidc-aws-credentials-provider")
    return awsCredentialsProvider({ roleArn: vercelRoleArn })
  }
  const { defaultProvider } = await import("@aws-sdk/credential-provider-node")
  return defaultProvider({ clientConfig: { requestHandler: wayOut } })
}
