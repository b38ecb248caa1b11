import { describe, expect, test } from "vitest"
import type { AwsFailure } from "@/lib/aws/failure"
import type { StopReason } from "@/lib/jobs/kind"
import { classify, type Reading } from "@/lib/scans/run/classify"

const whole: Reading = {
  error: null,
  stop: null,
  deadlineSeconds: null,
  isServiceAbsent: false,
  isHomeRegion: true,
  action: "ec2:DescribeVpcs",
  warnings: [],
  absent: null,
  missed: [],
  listed: 7,
  index: null,
}
const broken = { ...whole, error: Object.assign(new Error("socket hang up"), { code: "ECONNRESET" }) }
const stop = (kind: StopReason["kind"]) => (kind === "out of time" ? { kind, seconds: 285 } : { kind }) as StopReason
const warning = (message: string): AwsFailure => ({
  kind: "denied",
  code: "AccessDenied",
  message,
  missingPermission: "s3:GetBucketTagging",
})

describe("a list that came to its end", () => {
  test("is complete", () =>
    expect(classify(whole)).toEqual({ kind: "complete", warning: null, absent: null, missed: null, index: null }))

  test("is complete even if its worker was told to stop meanwhile", () => {
    expect(classify({ ...whole, stop: stop("stopping") }).kind).toBe("complete")
    expect(classify({ ...whole, deadlineSeconds: 60 }).kind).toBe("complete")
  })

  test("is lost if another worker holds the slice", () => {
    expect(classify({ ...whole, stop: stop("lost") })).toEqual({ kind: "lost" })
  })

  test("keeps its first warning, which counts the others", () => {
    const warnings = [warning("The tags of a."), warning("The tags of b."), warning("The tags of c.")]
    expect(classify({ ...whole, warnings: warnings.slice(0, 1) })).toMatchObject({ warning: warnings[0] })
    expect(classify({ ...whole, warnings })).toMatchObject({
      kind: "complete",
      warning: { code: "AccessDenied", message: "The tags of a. 2 more could not be read." },
    })
  })
})

describe("a list that broke off", () => {
  test.each([
    ["lost, if another worker holds the slice", { stop: stop("lost") }, { kind: "lost" }],
    ["handed back, if its worker stops", { stop: stop("stopping") }, { kind: "handed back" }],
    [
      "failed, if it had the whole time of a serverless call",
      { stop: stop("out of time"), deadlineSeconds: 60 },
      { kind: "failed", failure: { code: "HostTimeLimit", message: expect.stringContaining("285 s") } },
    ],
    [
      "failed, if the slice's own time has passed",
      { deadlineSeconds: 60, isServiceAbsent: true },
      { kind: "failed", failure: { code: "Timeout", message: expect.stringMatching(/60 s; 7 resources were read/) } },
    ],
    [
      "complete, if the service does not exist there",
      { isServiceAbsent: true, warnings: [warning("The tags of a.")] },
      { kind: "complete", warning: null },
    ],
    ["failed, in every other case", {}, { kind: "failed", failure: { kind: "unreachable" } }],
  ] as const)("is %s", (_, change, fate) => expect(classify({ ...broken, ...change })).toMatchObject(fate))
})
