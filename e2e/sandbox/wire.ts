import { JsonShapeSerializer, XmlShapeSerializer } from "@aws-sdk/core/protocols"
import { NormalizedSchema } from "@smithy/core/schema"
import type { AwsError } from "./errors"
import type { Schema } from "./operations"

export interface WireAnswer {
  status: number
  headers: Record<string, string>
  body: string
}

const namespaces: Record<string, string> = {
  ec2: "http://ec2.amazonaws.com/doc/2016-11-15/",
  rds: "http://rds.amazonaws.com/doc/2014-10-31/",
  sts: "https://sts.amazonaws.com/doc/2011-06-15/",
  s3: "http://s3.amazonaws.com/doc/2006-03-01/",
  elasticloadbalancing: "http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/",
}

/** The protocols of the services that the sandbox knows by name. */
const PROTOCOLS: Readonly<Record<string, string>> = {
  ec2: "aws.protocols#ec2Query",
  s3: "aws.protocols#restXml",
  lambda: "aws.protocols#restJson1",
  "resource-explorer-2": "aws.protocols#restJson1",
  ...{ tagging: "aws.protocols#awsJson1_1", organizations: "aws.protocols#awsJson1_1" },
}
export const protocolOf = (service: string): string => PROTOCOLS[service] ?? "aws.protocols#awsQuery"

const isJson = (protocol: string) => /json/i.test(protocol)

const REQUEST_ID = "8d2b7a1c-0000-4000-8000-000000000000"
const xml = { "content-type": "text/xml;charset=UTF-8" }
const json = { "content-type": "application/json" }
/** The SDK's numbers for timestamp formats: ISO 8601 in XML, seconds since the epoch in JSON. */
const ISO_TIME = 5
const EPOCH_SECONDS = 7
const base64Encoder = (input: Uint8Array | string) => Buffer.from(input).toString("base64")

/** Writes this output exactly as the service sends it, with the SDK's own serialisers. */
export function serialise(service: string, protocol: string, schema: Schema, output: object): WireAnswer {
  const [shape, value] = payloadOf(NormalizedSchema.of((schema[5] as () => never)()), output)
  if (isJson(protocol)) return { status: 200, headers: json, body: toJson(shape, value) }
  return { status: 200, headers: xml, body: toXml(service, protocol, schema[2], shape, value) }
}

/** What stands in the body: all, or the one member that is the payload (Smithy, "HTTP binding traits"). */
function payloadOf(shape: NormalizedSchema, output: object): [NormalizedSchema, object] {
  const payload = [...shape.structIterator()].find(([, member]) => member.getMergedTraits().httpPayload)
  if (!payload) return [shape, output]
  return [payload[1], (output as Record<string, object>)[payload[0]] ?? {}]
}

/** An error in the service's own format. */
export function serialiseError(service: string, protocol: string, error: AwsError): WireAnswer {
  const message = escapeXml(error.message)
  const requestId = { "x-amzn-requestid": REQUEST_ID }
  if (isJson(protocol)) {
    return {
      status: error.status,
      headers: { ...json, ...requestId, "x-amzn-errortype": error.code },
      body: JSON.stringify({ Type: "User", __type: error.code, message: error.message }),
    }
  }
  if (service === "ec2") {
    const body = `<?xml version="1.0" encoding="UTF-8"?><Response><Errors><Error><Code>${error.code}</Code><Message>${message}</Message></Error></Errors><RequestID>${REQUEST_ID}</RequestID></Response>`
    return { status: error.status, headers: { ...xml, ...requestId }, body }
  }
  const extra = Object.entries(error.extra).map(([key, value]) => `<${key}>${escapeXml(value)}</${key}>`)
  if (service === "s3") {
    const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${error.code}</Code><Message>${message}</Message>${extra.join("")}<RequestId>${REQUEST_ID}</RequestId></Error>`
    return {
      status: error.status,
      headers: { ...xml, ...(error.extra.Region && { "x-amz-bucket-region": error.extra.Region }) },
      body,
    }
  }
  const body = `<ErrorResponse xmlns="${namespaces[service]}"><Error><Type>Sender</Type><Code>${error.code}</Code><Message>${message}</Message></Error><RequestId>${REQUEST_ID}</RequestId></ErrorResponse>`
  return { status: error.status, headers: { ...xml, ...requestId }, body }
}

function toJson(shape: NormalizedSchema, output: object): string {
  const serializer = new JsonShapeSerializer({
    jsonName: true,
    timestampFormat: { default: EPOCH_SECONDS, useTrait: true },
  })
  serializer.setSerdeContext({ base64Encoder } as never)
  serializer.write(shape, output)
  return String(serializer.flush())
}

function toXml(service: string, protocol: string, name: string, shape: NormalizedSchema, output: object): string {
  const serializer = new XmlShapeSerializer({
    xmlNamespace: namespaces[service] ?? "",
    timestampFormat: { default: ISO_TIME, useTrait: true },
    httpBindings: true,
    serviceNamespace: "",
  })
  serializer.setSerdeContext({ base64Encoder } as never)
  serializer.write(shape, output)
  const written = String(serializer.flush())
  const [, root = "", attributes = "", inner = ""] =
    /^<([A-Za-z0-9]+)([^>]*?)(?:\/>|>([\s\S]*)<\/\1>)$/.exec(written) ?? []
  const metadata = `<ResponseMetadata><RequestId>${REQUEST_ID}</RequestId></ResponseMetadata>`
  if (service === "ec2")
    return `<${name}Response${attributes}><requestId>${REQUEST_ID}</requestId>${inner}</${name}Response>`
  if (protocol === PROTOCOLS.s3) {
    // S3 writes a location directly into the root element.
    const bare = name === "GetBucketLocation" ? inner.replace(/<\/?LocationConstraint>/g, "") : inner
    return `<?xml version="1.0" encoding="UTF-8"?><${root}${attributes}>${bare}</${root}>`
  }
  return `<${name}Response${attributes}><${name}Result>${inner}</${name}Result>${metadata}</${name}Response>`
}

const escapeXml = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
