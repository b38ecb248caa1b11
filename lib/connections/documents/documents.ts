import { baseOf, type ConnectionRow, credentialsOf, TEST } from "@/lib/access/credentials"
import { failureOfAws } from "@/lib/access/unreached"
import { authorise } from "@/lib/auth/permissions"
import { CONNECT_ATTEMPTS, getIdentity } from "@/lib/aws/account"
import { consoleHost, partitionOf, stsRegion } from "@/lib/aws/regions"
import { chosenTypes, getResourceType } from "@/lib/aws/resource-types/registry"
import { openAwsSession } from "@/lib/aws/session"
import {
  type Principal,
  permissionPolicies,
  type RolePlan,
  roleActions,
  toPrincipal,
  trustPolicy,
} from "@/lib/connections/documents/policies"
import { awsCli, cloudFormation, terraform } from "@/lib/connections/documents/templates"
import { findConnection } from "@/lib/connections/view"
import type { Ctx } from "@/lib/context"
import { invalid } from "@/lib/errors"

const ROLE_NAME = "aws-connect-read"
const HOUR_SECONDS = 3_600

export interface RoleDocuments {
  role_name: string
  external_id: string
  /** Who may assume the role: this server, as STS names it. */
  principal: string
  /** Why this server's identity is not known; the documents then have a place to fill in. */
  principal_problem: string | null
  actions: string[]
  trust_policy: string
  /** As a rule one; more where IAM takes no policy of that length. */
  permission_policies: string[]
  cloudformation: string
  terraform: string
  cli: string
  /** The console's page that makes a stack: with the template filled in if it is published, to upload it if not. */
  launch_url: string | null
  is_quick_create: boolean
}

/** Everything with which a connection's role is made. @throws AppError not_found; invalid for another kind. */
export async function roleDocuments(ctx: Ctx, id: string): Promise<RoleDocuments> {
  authorise(ctx, "connections.use")
  const connection = await findConnection(ctx, id)
  if (connection.externalId === null) {
    throw invalid("connection", "Only a role, or an organisation's role in each account, has a template.")
  }
  const { principal, problem } = await ownPrincipal(ctx, connection)
  const plan: RolePlan = {
    roleName: nameOf(connection),
    externalId: connection.externalId,
    principal,
    types: chosenTypes(connection.resourceTypes).map(getResourceType),
    listsAccounts: connection.memberRoleName !== null,
    maxSessionSeconds: Math.max(HOUR_SECONDS, connection.durationSeconds ?? 0),
  }
  const pretty = (value: object) => JSON.stringify(value, null, 2)
  return {
    ...{ role_name: plan.roleName, external_id: plan.externalId, principal: principal.arn, principal_problem: problem },
    actions: roleActions(plan),
    trust_policy: pretty(trustPolicy(plan)),
    permission_policies: permissionPolicies(plan).map(({ document }) => pretty(document)),
    cloudformation: cloudFormation(plan),
    terraform: terraform(plan),
    cli: awsCli(plan),
    ...launch(ctx, connection, plan),
  }
}

/** The role's own name, from what is known of it. */
const nameOf = ({ memberRoleName, roleArn }: ConnectionRow): string =>
  memberRoleName ?? roleArn?.split("/").at(-1) ?? ROLE_NAME

/** What assumes the role: the base, or for an organisation that is reached otherwise, the connection's own identity. */
const callerOf = (ctx: Ctx, connection: ConnectionRow) =>
  connection.kind === "role" ? baseOf(ctx, connection) : credentialsOf(ctx, connection, TEST)

const PLACEHOLDER = "arn:aws:iam::<ACCOUNT-OF-THIS-SERVER>:root"

async function ownPrincipal(
  ctx: Ctx,
  connection: ConnectionRow,
): Promise<{ principal: Principal; problem: string | null }> {
  try {
    const aws = openAwsSession(ctx.config.aws, await callerOf(ctx, connection), { maxAttempts: CONNECT_ATTEMPTS })
    const { arn } = await getIdentity(aws, stsRegion(connection.homeRegion))
    return { principal: toPrincipal(arn), problem: null }
  } catch (error) {
    const { code, message } = failureOfAws(error, null)
    const why = code === "CredentialsProviderError" ? "it has no AWS credentials of its own" : message
    const problem = `This server's AWS identity is not known: ${why}. Give the machine a role or keys, or choose saved keys as the base, and open this page again.`
    return { principal: { arn: PLACEHOLDER, patterns: null }, problem }
  }
}

/**
 * CloudFormation takes a template from S3 alone, so its form is filled in where an operator has published ours there
 * (CloudFormation User Guide, "Quick-create links").
 */
function launch(ctx: Ctx, { homeRegion }: ConnectionRow, { roleName, externalId }: RolePlan) {
  const host = consoleHost(partitionOf(homeRegion))
  if (host === null) return { launch_url: null, is_quick_create: false }
  const home = `https://${host}/cloudformation/home?region=${homeRegion}`
  const template = ctx.config.roleTemplateUrl
  if (!template) return { launch_url: `${home}#/stacks/create`, is_quick_create: false }
  const asked = new URLSearchParams({
    templateURL: template,
    stackName: roleName,
    param_RoleName: roleName,
    param_ExternalId: externalId,
  })
  return { launch_url: `${home}#/stacks/quickcreate?${asked}`, is_quick_create: true }
}
