import { partition } from "@aws-sdk/core/client"
import { describe, expect, test } from "vitest"
import { credentialsSchema, toAwsCredentials } from "@/lib/aws/credentials"
import {
  consoleHost,
  organizationsRegion,
  partitionNames,
  partitionOf,
  regionLabel,
  regionNames,
  stsRegion,
} from "@/lib/aws/regions"
import { newConnectionSchema } from "@/lib/connections/schemas"

const KEYS = {
  aws_access_key_id: "AKIAIOSFODNN7EXAMPLE",
  aws_secret_access_key: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
}
const problemsOf = (input: unknown) =>
  credentialsSchema.safeParse(input).error?.issues.map(({ path, message }) => [path.join("."), message]) ?? []

describe("credentials", () => {
  test("spaces are trimmed, the region has a default, and an empty token counts as none", () => {
    const parsed = credentialsSchema.parse({
      ...KEYS,
      aws_access_key_id: ` ${KEYS.aws_access_key_id}\n`,
      aws_session_token: "",
    })
    expect(toAwsCredentials(parsed)).toEqual({
      accessKeyId: KEYS.aws_access_key_id,
      secretAccessKey: KEYS.aws_secret_access_key,
      sessionToken: undefined,
    })
    expect(parsed.region).toBe("us-east-1")
  })

  test("a temporary key needs its session token", () => {
    expect(problemsOf({ ...KEYS, aws_access_key_id: "ASIAIOSFODNN7EXAMPLE" })).toEqual([
      ["aws_session_token", "This is a temporary key, so its session token is needed."],
    ])
    expect(problemsOf({ ...KEYS, aws_access_key_id: "ASIAIOSFODNN7EXAMPLE", aws_session_token: "abc" })).toEqual([])
  })

  test.each([
    ["aws_access_key_id", ""],
    ["aws_access_key_id", "not a key"],
    ["aws_access_key_id", "akiaiosfodnn7example"],
    ["aws_access_key_id", "AKIA"],
    ["aws_secret_access_key", ""],
    ["aws_secret_access_key", "two words"],
    ["aws_secret_access_key", 7],
    ["aws_session_token", "line\nbreak"],
    ["region", "mars-north-1"],
    ["region", "us-east-99"],
    ["region", "__proto__"],
    ["region", ""],
  ])("%s of %j is refused, and the error names the field", (field, value) => {
    expect(problemsOf({ ...KEYS, [field]: value }).map(([path]) => path)).toContain(field)
  })
})

describe("regions", () => {
  test("the SDK knows every region that we name, in the same partition", () => {
    for (const code of Object.keys(regionNames)) {
      const known = partition(code) as { name: string; description?: string }
      expect(known.description, code).toBeTruthy()
      expect(known.name, code).toBe(partitionOf(code))
    }
  })

  test("the SDK's partitions are ours, and their regions are accepted, new ones too", () => {
    const codes = [
      "eusc-de-east-1",
      "us-iso-west-1",
      "us-isob-east-1",
      "us-isof-south-1",
      "eu-isoe-west-1",
      "us-gov-west-1",
    ]
    for (const code of [...codes, "cn-north-3", "ap-southeast-9", "eusc-de-north-1"]) {
      expect(partition(code).name, code).toBe(partitionOf(code))
      expect(problemsOf({ ...KEYS, region: code })).toEqual([])
    }
    expect(new Set(codes.map(partitionOf)).size).toBe(codes.length)
    expect(partitionNames).toEqual(expect.arrayContaining(codes.map(partitionOf)))
  })

  test("a connection of another partition has its roles there", () => {
    const reach = { name: "Sovereign", kind: "role", home_region: "eusc-de-east-1" }
    const asked = (role_arn: string) => newConnectionSchema.safeParse({ ...reach, role_arn })
    expect(asked("arn:aws-eusc:iam::123456789012:role/read").error?.issues ?? []).toEqual([])
    expect(asked("arn:aws:iam::123456789012:role/read").success).toBe(false)
    expect(stsRegion("eusc-de-east-1")).toBe("eusc-de-east-1")
    expect(organizationsRegion("eusc-de-east-1")).toBe("eusc-de-east-1")
  })

  test("a region has a label, and a partition has a console host", () => {
    expect(regionLabel("us-east-1")).toBe("us-east-1 — N. Virginia")
    expect(regionLabel("xx-new-1")).toBe("xx-new-1")
    expect(consoleHost("aws-cn")).toBe("console.amazonaws.cn")
  })
})
