import { NormalizedSchema } from "@smithy/core/schema"
import { JsonReader } from "@/lib/aws/read/json"
import { cameFrom, guard, UnreadableAnswer, unreadableOf } from "@/lib/aws/read/unreadable"
import { isHtml, type XmlForm, XmlReader } from "@/lib/aws/read/xml"

interface HttpAnswer {
  statusCode: number
  headers: Record<string, string>
  body: unknown
}

interface OperationSchema {
  name: string
  output: unknown
}

/** The part of the SDK's protocols that we use (its `ClientProtocol`). */
interface Protocol {
  /** Such as `aws.protocols#ec2Query` or `aws.protocols#restJson1`. */
  getShapeId(): string
  deserializeResponse(operation: OperationSchema, context: never, answer: HttpAnswer): Promise<unknown>
}

type Read = (operation: OperationSchema, answer: HttpAnswer, bytes: Uint8Array) => Record<string, unknown>

const MULTIPLE_CHOICES = 300
const BAD_REQUEST = 400
/** Bytes of an error's beginning that are looked at. */
const BEGINNING = 500

/**
 * Makes a client take an answer only in AWS's form of it, which the operation's schema tells: XML by the operation's
 * root element; JSON by an object of known members. Anything else is an {@link UnreadableAnswer}. Lists that an answer
 * leaves out can only be read by `listOf` and `mapOf`.
 * @param skipped members of answers, by the SDK's names, that nobody needs.
 * @param hostOf the host that an answer came from, if it is known.
 */
export function readStrictly(
  client: { config: unknown },
  skipped: readonly string[],
  hostOf: (answer: object) => string | undefined,
): void {
  const { protocol } = client.config as { protocol: Protocol }
  const bySdk = protocol.deserializeResponse.bind(protocol)
  const read = readerFor(protocol.getShapeId(), skipped)
  const hasCode = isJson(protocol.getShapeId()) ? hasJsonCode : hasXmlCode
  protocol.deserializeResponse = async (operation, context, answer) => {
    const bytes = await collect(answer.body)
    try {
      if (answer.statusCode >= MULTIPLE_CHOICES) {
        checkError(answer, bytes, hasCode)
        return await bySdk(operation, context, Object.assign(answer, { body: bytes }))
      }
      const output = read(operation, answer, bytes)
      guardAll(NormalizedSchema.of(operation.output as never), output, (holder) =>
        cameFrom(holder, hostOf(answer) ?? null, answer.statusCode),
      )
      return Object.assign(output, { $metadata: { httpStatusCode: answer.statusCode } })
    } catch (error) {
      if (error instanceof UnreadableAnswer) {
        error.host = hostOf(answer) ?? null
        error.status = answer.statusCode
        // The SDK's retries read this: a gateway's 502 is tried again.
        Object.assign(error, { $metadata: { httpStatusCode: answer.statusCode } })
      }
      throw error
    }
  }
}

async function collect(body: unknown): Promise<Uint8Array> {
  if (!body) return new Uint8Array()
  if (body instanceof Uint8Array) return body
  const chunks: Uint8Array[] = []
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(chunk)
  return chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks)
}

type HasCode = (answer: HttpAnswer, text: string) => boolean

/** An error that is a web page, leads elsewhere, or has no code, is not AWS's: nobody was refused or denied by it. */
function checkError(answer: HttpAnswer, bytes: Uint8Array, hasCode: HasCode): void {
  const text = Buffer.from(bytes).toString("latin1")
  const beginning = text.slice(0, BEGINNING)
  if (isHtml(beginning)) throw new UnreadableAnswer("an HTML page")
  // S3's redirects to a bucket's region have a document.
  if (answer.statusCode < BAD_REQUEST && !beginning.includes("<Error>")) throw new UnreadableAnswer("a redirect")
  if (answer.statusCode >= BAD_REQUEST && !hasCode(answer, text)) throw new UnreadableAnswer("an error without a code")
}

const hasXmlCode: HasCode = (_, text) => /<Code>\s*[^<\s]/.test(text)

/** The header or one of these members (Smithy, "AWS JSON 1.1 protocol" and "AWS restJson1 protocol", operation errors). */
function hasJsonCode({ headers }: HttpAnswer, text: string): boolean {
  if (Object.keys(headers).some((name) => name.toLowerCase() === "x-amzn-errortype")) return true
  try {
    const { __type, code, Code } = JSON.parse(text) as Record<string, unknown>
    return [__type, code, Code].some((value) => typeof value === "string" && value !== "")
  } catch {
    return false
  }
}

const isJson = (protocol: string): boolean => /json/i.test(protocol)

const readers = new Map<string, Read>()

/** Shared by all clients: each slice has its own, and planning how to read a large shape takes milliseconds. */
function readerFor(protocol: string, skipped: readonly string[]): Read {
  const name = [protocol, ...skipped].join()
  const read = readers.get(name) ?? newReader(protocol, skipped)
  readers.set(name, read)
  return read
}

function newReader(protocol: string, skipped: readonly string[]): Read {
  if (isJson(protocol)) return jsonReader(protocol)
  const xml = new XmlReader(skipped)
  if (protocol === "aws.protocols#restXml") {
    return (operation, answer, bytes) =>
      bound(operation, answer, bytes, (shape) => xml.read(shape, bytes, { root: rootOf(shape), result: null }))
  }
  const hasResult = protocol === "aws.protocols#awsQuery"
  return (operation, _, bytes) => {
    const name = nameOf(operation)
    const form: XmlForm = { root: `${name}Response`, result: hasResult ? `${name}Result` : null }
    return xml.read(NormalizedSchema.of(operation.output as never), bytes, form)
  }
}

function jsonReader(protocol: string): Read {
  const json = new JsonReader(/restJson/.test(protocol))
  const typeOf = ({ headers }: HttpAnswer) =>
    Object.entries(headers).find(([name]) => name.toLowerCase() === "content-type")?.[1] ?? ""
  return (operation, answer, bytes) =>
    bound(operation, answer, bytes, (shape) => json.read(shape, bytes, typeOf(answer)))
}

const nameOf = ({ name }: OperationSchema) => name.split("#").at(-1) ?? name

const rootOf = (shape: NormalizedSchema) => String(shape.getMergedTraits().xmlName ?? shape.getName())

/**
 * What REST protocols put into the body: the whole output, or the one member that is its payload (Smithy, "HTTP binding
 * traits"). Members in headers are texts.
 */
function bound(
  { output }: OperationSchema,
  { headers }: HttpAnswer,
  bytes: Uint8Array,
  read: (shape: NormalizedSchema) => Record<string, unknown>,
): Record<string, unknown> {
  const shape = NormalizedSchema.of(output as never)
  const members = [...shape.structIterator()]
  const payload = members.find(([, member]) => member.getMergedTraits().httpPayload)
  const result: Record<string, unknown> = payload ? { [payload[0]]: readPayload(payload[1], bytes, read) } : read(shape)
  for (const [name, member] of members) {
    const header = member.getMergedTraits().httpHeader
    const value = typeof header === "string" ? headers[header.toLowerCase()] : undefined
    if (value !== undefined && !(name in result)) result[name] = value
  }
  return result
}

/** A payload that is no structure is a text, such as a bucket's policy. */
const readPayload = (shape: NormalizedSchema, bytes: Uint8Array, read: (shape: NormalizedSchema) => object): unknown =>
  shape.isStructSchema() ? read(shape) : Buffer.from(bytes).toString("utf8")

/** Guards the lists and maps of an answer, and of the structures around them, but not of the items. */
function guardAll(shape: NormalizedSchema, holder: Record<string, unknown>, note: (holder: object) => void): void {
  note(holder)
  const guarded: string[] = [...unreadableOf(holder)]
  for (const [name, member] of shape.structIterator()) {
    if (member.isListSchema() || member.isMapSchema()) guarded.push(name)
    const value = holder[name]
    if (member.isStructSchema() && typeof value === "object" && value !== null)
      guardAll(member, value as Record<string, unknown>, note)
  }
  guard(holder, guarded)
}
