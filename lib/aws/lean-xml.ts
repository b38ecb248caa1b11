import { type LeafReader, type ShapeReader, XmlReader } from "@/lib/aws/xml-reader"

type SdkReader = ShapeReader & { stringDeserializer: LeafReader; parseXml(xml: string): unknown }

/** The SDK's internals, as far as we reach into them. */
interface SdkProtocol {
  deserializer?: Partial<SdkReader> & { codecDeserializer?: Partial<SdkReader> }
  /** Such as `aws.protocols#ec2Query` or `aws.protocols#restJson1`. */
  getShapeId?(): string
}

/**
 * Puts our XML reader under a client whose protocol answers in XML; other clients stay as they are. Where the SDK's
 * internals have moved, its own reader stays, and the log says so once.
 * @param unread members of answers, by the SDK's names, that nobody reads.
 * @returns whether our reader is in place.
 */
export function readXmlLeanly(client: { config: unknown }, unread?: readonly string[]): boolean {
  const { protocol } = client.config as { protocol?: SdkProtocol }
  const direct = protocol?.deserializer
  if (protocol && isXml(direct)) {
    Object.assign(protocol, { deserializer: new XmlReader(direct, unread) })
    return true
  }
  // REST protocols take the headers apart first, and pass the body on.
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
    console.error("The SDK's own reader reads AWS's XML, which is slower: the SDK's internals have moved.")
  hasWarned = true
}
