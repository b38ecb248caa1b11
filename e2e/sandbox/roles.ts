import { randomBytes } from "node:crypto"
import type { Account, Identity, Role } from "./account"
import { AwsError } from "./errors"

/** Keys that STS gave out, until they expire. */
export interface Session {
  account: Account
  identity: Identity
  expiresAt: number
}

/** The part of STS that knows every simulated account. */
export class Sts {
  readonly sessions = new Map<string, Session>()
  /** How long keys live, whatever the caller asks for; for tests that cannot wait for an hour. */
  seconds: number | null = null

  constructor(readonly accounts: () => readonly Account[]) {}

  /** @throws AwsError as AWS does, if the role is unknown, does not trust the caller, or its session would be too long. */
  assume(caller: Identity, isChained: boolean, params: URLSearchParams) {
    const arn = params.get("RoleArn") ?? ""
    const { account, role } = this.#find(arn)
    const isTrusted = role?.trusts.some((one) => one === "*" || one === caller.arn || isRootOf(one, caller.arn))
    if (!role || !isTrusted || (role.externalId !== undefined && role.externalId !== params.get("ExternalId"))) {
      throw new AwsError(
        403,
        "AccessDenied",
        `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
      )
    }
    return this.#open(account, role, params, isChained ? 3_600 : role.maxSeconds)
  }

  /** Like {@link assume}, with a token of another provider in the place of AWS keys. */
  assumeWithToken(params: URLSearchParams) {
    const { account, role } = this.#find(params.get("RoleArn") ?? "")
    if (role?.webIdentityToken === undefined || role.webIdentityToken !== params.get("WebIdentityToken"))
      throw new AwsError(400, "InvalidIdentityToken", "The web identity token is not valid.")
    return this.#open(account, role, params, role.maxSeconds)
  }

  #find(arn: string): { account: Account; role: Role | undefined } {
    const [, id, name] = /^arn:[a-z-]+:iam::(\d{12}):role\/(.+)$/.exec(arn) ?? []
    const account = this.accounts().find((one) => one.accountId === id)
    return { account: account as Account, role: account?.roles.find((one) => one.name === name) }
  }

  #open(account: Account, role: Role, params: URLSearchParams, most: number) {
    const asked = Number(params.get("DurationSeconds") ?? 3_600)
    if (asked < 900 || asked > most) {
      const message = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
      throw new AwsError(400, "ValidationError", message)
    }
    const seconds = this.seconds ?? asked
    const name = params.get("RoleSessionName") ?? ""
    const arn = `arn:${account.partition}:sts::${account.accountId}:assumed-role/${role.name}/${name}`
    const keys = {
      accessKeyId: `ASIA${randomBytes(8).toString("hex").toUpperCase()}`,
      secretAccessKey: `sandbox+${randomBytes(24).toString("base64")}`,
      sessionToken: `sandbox-session-${randomBytes(48).toString("base64")}`,
    }
    const expiresAt = Date.now() + seconds * 1000
    // The role's own rules stay its own: they may change while the session lives.
    const identity: Identity = Object.create(role, {
      ...Object.fromEntries(Object.entries({ ...keys, arn }).map(([key, value]) => [key, { value, enumerable: true }])),
    })
    this.sessions.set(keys.accessKeyId, { account, identity, expiresAt })
    return {
      Credentials: {
        AccessKeyId: keys.accessKeyId,
        SecretAccessKey: keys.secretAccessKey,
        SessionToken: keys.sessionToken,
        Expiration: new Date(expiresAt),
      },
      AssumedRoleUser: { AssumedRoleId: `AROAEXAMPLE:${name}`, Arn: arn },
    }
  }
}

/** `arn:aws:iam::111122223333:root` stands for every identity of that account. */
const isRootOf = (principal: string, callerArn: string) =>
  principal.endsWith(":root") && principal.split(":")[4] === callerArn.split(":")[4]
