import { describe, expect, test } from "vitest"
import { iamPolicies, needsOf, policiesFor } from "@/lib/aws/policy"
import { getResourceType, minimalTypeKeys, resourceTypes, typeLabels } from "@/lib/aws/resource-types/registry"
import { statementsFor } from "@/lib/aws/statements"
import { planSlices } from "@/lib/scans/plan/plan-scan"
import { MINIMAL_POLICY } from "../sandbox/account"

describe("the registry", () => {
  test("the minimal policy has exactly the 13 documented actions", () => {
    expect(iamPolicies(minimalTypeKeys.map(getResourceType))[0].Statement[0].Action).toEqual([...MINIMAL_POLICY].sort())
  })

  test("the policy for some types has their actions and those of every scan", () => {
    expect(iamPolicies([getResourceType("vpc")])[0].Statement[0].Action).toEqual([
      "ec2:DescribeRegions",
      "ec2:DescribeVpcs",
      "sts:GetCallerIdentity",
    ])
  })

  test("what reads API Gateway reads no API keys", () => {
    const [all, apis, ...others] = iamPolicies(resourceTypes)[0].Statement
    expect(all.Action).not.toContain("apigateway:GET")
    expect(all.Resource).toBe("*")
    expect(apis).toMatchObject({
      Action: ["apigateway:GET"],
      Resource: [
        "arn:*:apigateway:*::/restapis",
        "arn:*:apigateway:*::/restapis/*",
        "arn:*:apigateway:*::/apis",
        "arn:*:apigateway:*::/apis/*",
        "arn:*:apigateway:*::/domainnames",
      ],
    })
    expect(others).toEqual([])
    const [, rest] = iamPolicies([getResourceType("rest_api"), getResourceType("vpc")])[0].Statement
    expect(rest?.Resource).toEqual(["arn:*:apigateway:*::/restapis", "arn:*:apigateway:*::/restapis/*"])
    // What a page says to copy is bound in the same way, and has no id that a policy may have already.
    expect(statementsFor([{ action: "apigateway:GET", type: "http_api" }])).toEqual([
      {
        ...{ Effect: "Allow", Action: ["apigateway:GET"] },
        Resource: ["arn:*:apigateway:*::/apis", "arn:*:apigateway:*::/apis/*"],
      },
    ])
  })

  test("a policy that is too long for IAM is split between services, and nothing is lost", () => {
    const actions = iamPolicies(resourceTypes).flatMap(({ Statement }) => Statement.flatMap(({ Action }) => Action))
    for (const most of [500, 1_000, 2_000, 4_000]) {
      const policies = policiesFor(needsOf(resourceTypes), most)
      const allowed = policies.map(({ Statement }) => Statement.flatMap(({ Action }) => Action))
      expect(policies.length).toBeGreaterThan(1)
      expect(allowed.flat().sort()).toEqual([...actions].sort())
      for (const { Statement } of policies) for (const { Action } of Statement) expect(Action).not.toEqual([])
      const services = allowed.flatMap((some) => [...new Set(some.map((action) => action.split(":")[0]))])
      expect(new Set(services).size).toBe(services.length)
      const long = policies.filter((policy) => JSON.stringify(policy).length > most)
      for (const { Statement } of long)
        expect(new Set(Statement.flatMap(({ Action }) => Action.map((one) => one.split(":")[0]))).size).toBe(1)
    }
  })

  test("names on the pages are in sentence case", () => {
    expect(
      typeLabels()
        .map(({ name }) => name)
        .slice(0, 8),
    ).toEqual([
      "EC2 instances",
      "RDS databases",
      "Lambda functions",
      "S3 buckets",
      "Load balancers",
      "VPCs",
      "Network interfaces",
      "Subnets",
    ])
  })

  test("a plan has one slice per regional type and region, and one per global type", () => {
    expect(planSlices(["ec2", "s3"], ["us-east-1", "eu-west-1"])).toEqual([
      { type: "ec2", region: "us-east-1" },
      { type: "ec2", region: "eu-west-1" },
      { type: "s3", region: "global" },
    ])
    expect(planSlices(minimalTypeKeys, ["us-east-1"])).toHaveLength(6)
  })

  test("an unknown type throws an error", () => {
    expect(() => getResourceType("ec3")).toThrow("No resource type ec3")
  })
})
