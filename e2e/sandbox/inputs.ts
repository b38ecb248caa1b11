import type { IncomingMessage } from "node:http"
import { NormalizedSchema } from "@smithy/core/schema"
import type { DerivedOperation } from "./derived"

type Input = Record<string, unknown>

/** Reads what a request asks an operation for. @returns null if it is for another operation. */
export function readInput(operation: DerivedOperation, request: IncomingMessage, body: Buffer): Input | null {
  const shape = NormalizedSchema.of(operation.schema[4] as never)
  if (/awsJson/.test(operation.protocol)) {
    const name = String(request.headers["x-amz-target"] ?? "").split(".")[1]
    return name === operation.name ? (JSON.parse(body.toString() || "{}") as Input) : null
  }
  if (/rest/.test(operation.protocol)) return readRest(operation, shape, request, body)
  const params = new URLSearchParams(body.toString())
  return params.get("Action") === operation.name ? readQuery(shape, params) : null
}

/** EC2 and the query protocol write a list as `Name.1`, or `Name.member.1`, and name some members otherwise. */
function readQuery(shape: NormalizedSchema, params: URLSearchParams): Input {
  const input: Input = {}
  for (const [name, member] of shape.structIterator()) {
    const traits = member.getMergedTraits()
    const wire = [name, traits.xmlName, traits.ec2QueryName].flatMap((one) =>
      typeof one === "string" ? [one, one.charAt(0).toUpperCase() + one.slice(1)] : [],
    )
    const listed = [...params].filter(([key]) => wire.some((one) => new RegExp(`^${one}\\.(\\w+\\.)?\\d+$`).test(key)))
    const single = wire.map((one) => params.get(one)).find((one) => one !== null)
    if (member.isListSchema()) {
      if (listed.length > 0) input[name] = listed.map(([, value]) => value)
    } else if (single !== undefined) input[name] = typed(member, String(single))
  }
  return input
}

const typed = (member: NormalizedSchema, text: string): unknown => {
  if (member.isNumericSchema()) return Number(text)
  return member.isBooleanSchema() ? text === "true" : text
}

/** The path's parts, the query and the body (Smithy, "HTTP binding traits"). */
function readRest(
  { schema }: DerivedOperation,
  shape: NormalizedSchema,
  request: IncomingMessage,
  body: Buffer,
): Input | null {
  const url = new URL(request.url ?? "/", "http://sandbox")
  const [method = "", uri = ""] = ((schema[3] as unknown as { http?: [string, string] })?.http ?? []) as string[]
  const [path = "", fixed = ""] = uri.split("?")
  const pattern = new RegExp(`^${path.replace(/\{(\w+)\+\}/g, "(?<$1>.+)").replace(/\{(\w+)\}/g, "(?<$1>[^/]+)")}/?$`)
  const found = pattern.exec(url.pathname)
  if (request.method !== method || !found) return null
  for (const pair of fixed.split("&").filter(Boolean)) {
    const [name = "", value = null] = pair.split("=")
    if (!url.searchParams.has(name) || (value !== null && url.searchParams.get(name) !== value)) return null
  }
  const input: Input = {}
  for (const [name, value] of Object.entries(found.groups ?? {})) input[name] = decodeURIComponent(value)
  for (const [name, member] of shape.structIterator()) {
    const query = member.getMergedTraits().httpQuery
    const values = typeof query === "string" ? url.searchParams.getAll(query) : []
    if (values.length > 0) input[name] = member.isListSchema() ? values : typed(member, values[0] ?? "")
  }
  return { ...input, ...readBody(shape, body.toString()) }
}

function readBody(shape: NormalizedSchema, body: string): Input {
  if (body === "") return {}
  if (!body.startsWith("<")) return JSON.parse(body) as Input
  return Object.fromEntries(
    [...shape.structIterator()].flatMap(([name, member]) => {
      if (!member.isListSchema()) return []
      const item = String(member.getValueSchema().getMergedTraits().xmlName ?? "member")
      return [[name, [...body.matchAll(new RegExp(`<${item}>([^<]*)</${item}>`, "g"))].map(([, one]) => one)]]
    }),
  )
}
