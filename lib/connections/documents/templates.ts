import { type NamedPolicy, permissionPolicies, type RolePlan, trustPolicy } from "@/lib/connections/documents/policies"

const indent = (text: string, spaces: number) => text.replaceAll("\n", `\n${" ".repeat(spaces)}`)

/**
 * A CloudFormation template that makes the role. What differs between connections is a parameter, so that one template
 * can also be a stack set's; `${AWS::Partition}` makes it right everywhere.
 */
export function cloudFormation(plan: RolePlan): string {
  const { roleName, externalId, principal, maxSessionSeconds } = plan
  const arnLike = principal.patterns
    ? `\n              ArnLike:\n                aws:PrincipalArn:\n${principal.patterns.map((one) => `                  - ${inPartition(one)}`).join("\n")}`
    : ""
  return `AWSTemplateFormatVersion: "2010-09-09"
Description: A role with which AWS Connect reads what this account holds. It can change nothing.
Parameters:
  RoleName:
    Type: String
    Default: ${JSON.stringify(roleName)}
  ExternalId:
    Type: String
    Default: ${JSON.stringify(externalId)}
Resources:
  InventoryRole:
    Type: AWS::IAM::Role
    Properties:
      RoleName: !Ref RoleName
      MaxSessionDuration: ${maxSessionSeconds}
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: sts:AssumeRole
            Principal:
              AWS: ${inPartition(principal.arn)}
            Condition:
              StringEquals:
                sts:ExternalId: !Ref ExternalId${arnLike}
      Policies:
${permissionPolicies(plan).map(policyYaml).join("\n")}
Outputs:
  RoleArn:
    Value: !GetAtt InventoryRole.Arn
`
}

const policyYaml = ({ name, document }: NamedPolicy) => `\
        - PolicyName: ${name}
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
${document.Statement.map(statementYaml).join("\n")}`

const statementYaml = ({ Action, Resource }: NamedPolicy["document"]["Statement"][number]) => `\
              - Effect: Allow
                Resource: ${JSON.stringify(Resource)}
                Action:
${Action.map((action) => `                  - ${action}`).join("\n")}`

const inPartition = (arn: string) => `!Sub "${arn.replace(/^arn:[a-z-]+:/, `arn:\${AWS::Partition}:`)}"`

/** The same role for Terraform. */
export function terraform(plan: RolePlan): string {
  const { roleName, maxSessionSeconds } = plan
  return `resource "aws_iam_role" "aws_connect" {
  name                 = ${JSON.stringify(roleName)}
  max_session_duration = ${maxSessionSeconds}
  assume_role_policy   = jsonencode(${indent(toHcl(trustPolicy(plan)), 2)})
}

${permissionPolicies(plan).map(policyHcl).join("")}
output "role_arn" {
  value = aws_iam_role.aws_connect.arn
}
`
}

const policyHcl = ({ name, document }: NamedPolicy, at: number) => `\
resource "aws_iam_role_policy" "aws_connect${at === 0 ? "" : `_${at + 1}`}" {
  name   = "${name}"
  role   = aws_iam_role.aws_connect.id
  policy = jsonencode(${indent(toHcl(document), 2)})
}
`

/** JSON as HCL writes it: HCL accepts JSON's own syntax for objects and lists. */
const toHcl = (value: object) => JSON.stringify(value, null, 2)

/** The same role with the AWS CLI. */
export function awsCli(plan: RolePlan): string {
  const { roleName, maxSessionSeconds } = plan
  return `aws iam create-role --role-name ${roleName} \\
  --max-session-duration ${maxSessionSeconds} \\
  --assume-role-policy-document '${JSON.stringify(trustPolicy(plan))}'
${permissionPolicies(plan).map(putPolicy(roleName)).join("")}\
aws iam get-role --role-name ${roleName} --query Role.Arn --output text
`
}

const putPolicy =
  (roleName: string) =>
  ({ name, document }: NamedPolicy) =>
    `\
aws iam put-role-policy --role-name ${roleName} --policy-name ${name} \\
  --policy-document '${JSON.stringify(document)}'
`
