import { type LeafReader, type ShapeReader, XmlReader } from "@/lib/aws/xml-reader"

type SdkReader = ShapeReader & { stringDeserializer: LeafReader; parseXml(xml: string): unknown }

/** The part of the SDK's internals that we use. */
interface SdkProtocol {
  deserializer?: Partial<SdkReader> & { codecDeserializer?: Partial<SdkReader> }
  /** Such as `aws.protocols#ec2Query` or `aws.protocols#restJson1`. */
  getShapeId?(): string
}

/**
 * Gives our XML reader to a client whose protocol is XML; other clients stay as they are. If the SDK's internals have
 * changed, the SDK's own reader stays, and the log says so once.
 * @param unread members of answers, by the SDK's names, that we do not need.
 * @returns whether our reader is in use.
 */
export function readXmlLeanly(client: { config: unknown }, unread?: readonly string[]): boolean {
  const { protocol } = client.config as { protocol?: SdkProtocol }
  const direct = protocol?.deserializer
  if (protocol && isXml(direct)) {
    Object.assign(protocol, { deserializer: new XmlReader(direct, unread) })
    return true
  }
  // REST protocols read the headers first, and pass the body to an inner reader.
  if (direct && isXml(direct.codecDeserializer)) {
    Object.assign(direct, { codecDeserializer: new XmlReader(direct.codecDeserializer, unread) })
    return true
  }
  const name = protocol?.getShapeId?.()
  if (!name || /xml|query/i.test(name)) warnOnce()
  return false
}

const isXml = (reader: Partial<SdkReader> | undefined): reader is SdkReader => typeof reader?.parseXml === "function"

let hasWarned = false

function warnOnce(): void {
  if (!hasWarned)
    console.error("The SDK's internals have changed, so the SDK's own reader reads AWS's XML. It is slower.")
  hasWarned = true
}
