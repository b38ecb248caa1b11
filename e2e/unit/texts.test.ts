import { describe, expect, test } from "vitest"
import { functionsOf, isOpen, logGroupOf, memberOf, trusted, withoutSecrets } from "@/lib/aws/read/texts"

const policy = (...statements: object[]) => [JSON.stringify({ Version: "2012-10-17", Statement: statements })]
const allow = (more: object) => ({ Effect: "Allow", Action: "*", Resource: "*", ...more })

describe("whether a policy lets everybody in", () => {
  const bound = { Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } } }
  const encrypted = { Condition: { Bool: { "aws:SecureTransport": "true" } } }
  test.each([
    ["a star", policy(allow({ Principal: "*" })), true],
    ["a star in a list", policy(allow({ Principal: { AWS: ["*"] } })), true],
    ["everybody but some", policy(allow({ NotPrincipal: { AWS: "arn:aws:iam::1:root" } })), true],
    ["an empty condition", policy(allow({ Principal: "*", Condition: {} })), true],
    ["only encrypted", policy(allow({ Principal: "*", ...encrypted })), true],
    ["a star with a condition", policy(allow({ Principal: "*", ...bound })), false],
    ["one account", policy(allow({ Principal: { AWS: "123456789012" } })), false],
    ["a star that is denied", policy({ Effect: "Deny", Principal: "*", Action: "*" }), false],
    ["a denial on a condition", policy(allow({ Principal: "*" }), { Effect: "Deny", Principal: "*", ...bound }), null],
    ["one statement, not in a list", [JSON.stringify({ Statement: allow({ Principal: "*" }) })], true],
    ["a percent sign", policy(allow({ Principal: "*", Sid: "100%" })), true],
    ["escaped quotes, as of API Gateway", [policy(allow({ Principal: "*" }))[0]?.replaceAll('"', '\\"')], true],
    ["no policy", [], null],
    ["no JSON", ["not a policy"], null],
  ])("%s", (_, found, expected) => {
    expect(isOpen(found)).toBe(expected)
  })
})

test("a role's trust names everybody who may assume it, in one order", () => {
  const Principal = { Service: ["lambda.amazonaws.com", "ec2.amazonaws.com"], AWS: "arn:aws:iam::1:root" }
  const [document = ""] = policy(allow({ Principal }), { Effect: "Deny", Principal: "*" })
  expect(trusted([encodeURIComponent(document)])).toEqual([
    "arn:aws:iam::1:root",
    "ec2.amazonaws.com",
    "lambda.amazonaws.com",
  ])
  expect(trusted(["100%"])).toEqual([])
})

test("addresses lose users, passwords and queries", () => {
  expect(withoutSecrets("https://user:p@ss@example.com/x.git?token=1#a")).toBe("https://example.com/x.git")
  expect(withoutSecrets("bucket/path")).toBe("bucket/path")
  expect(withoutSecrets(undefined)).toBeNull()
})

test("a member of JSON in a text, and parts of ARNs", () => {
  expect(memberOf("a")(['{"a":"b"}'])).toBe("b")
  expect(memberOf("a")(["{"])).toBeNull()
  expect(memberOf("a")([])).toBeNull()
  const arn = "arn:aws:lambda:us-east-1:1:function:f"
  expect(functionsOf([`${arn}:3`, `${arn}:live`])).toEqual([arn])
  expect(logGroupOf(["arn:aws:logs:us-east-1:1:log-group:/a:*"])).toBe("arn:aws:logs:us-east-1:1:log-group:/a")
})
