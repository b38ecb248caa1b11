import { partition } from "@aws-sdk/core/client"
import { describe, expect, test } from "vitest"
import { credentialsSchema, toAwsCredentials } from "@/lib/aws/credentials"
import { consoleHost, partitionOf, regionLabel, regionNames } from "@/lib/aws/regions"

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

  test("a region has a label, and a partition has a console host", () => {
    expect(regionLabel("us-east-1")).toBe("us-east-1 — N. Virginia")
    expect(regionLabel("xx-new-1")).toBe("xx-new-1")
    expect(consoleHost("aws-cn")).toBe("console.amazonaws.cn")
  })
})
