import { createHash, createHmac, timingSafeEqual } from "node:crypto"
import type { IncomingMessage } from "node:http"

/** The fields of an Authorization header of AWS Signature Version 4. */
export interface Signed {
  accessKeyId: string
  date: string
  region: string
  service: string
  signedHeaders: string[]
  signature: string
}

/** Reads the header. @returns null if it is missing or of another kind. */
export function readAuthorization(header: string | undefined): Signed | null {
  const match =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
      header ?? "",
    )
  if (!match) return null
  const [, accessKeyId = "", date = "", region = "", service = "", headers = "", signature = ""] = match
  return { accessKeyId, date, region, service, signedHeaders: headers.split(";"), signature }
}

/** Computes the signature with the secret and compares the two (AWS: "Create a signed AWS API request"). */
export function isSignatureRight(request: IncomingMessage, body: Buffer, signed: Signed, secret: string): boolean {
  const [path = "/", query = ""] = (request.url ?? "/").split("?")
  const payload = signed.service === "s3" ? String(request.headers["x-amz-content-sha256"]) : sha256(body)
  const canonical = [
    request.method,
    signed.service === "s3" ? path : path.split("/").map(encodeStrictly).join("/"),
    canonicalQuery(query),
    ...signed.signedHeaders.map(
      (name) =>
        `${name}:${String(request.headers[name] ?? "")
          .trim()
          .replace(/ +/g, " ")}`,
    ),
    "",
    signed.signedHeaders.join(";"),
    payload,
  ].join("\n")
  const scope = `${signed.date}/${signed.region}/${signed.service}/aws4_request`
  const toSign = ["AWS4-HMAC-SHA256", request.headers["x-amz-date"], scope, sha256(canonical)].join("\n")
  return timingSafeEqual(hmac(signingKey(secret, signed), toSign), Buffer.from(signed.signature, "hex"))
}

const signingKeys = new Map<string, Buffer>()

/** As in AWS, one key signs a day's calls to one service in one region, so it is cached. */
function signingKey(secret: string, { date, region, service }: Signed): Buffer {
  const name = [secret, date, region, service].join()
  const key =
    signingKeys.get(name) ??
    [date, region, service, "aws4_request"].reduce((last, part) => hmac(last, part), Buffer.from(`AWS4${secret}`))
  signingKeys.set(name, key)
  return key
}

function canonicalQuery(query: string): string {
  if (!query) return ""
  return query
    .split("&")
    .map((pair) => (pair.includes("=") ? pair : `${pair}=`))
    .sort()
    .join("&")
}

const encodeStrictly = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
const sha256 = (data: Buffer | string) => createHash("sha256").update(data).digest("hex")
const hmac = (key: Buffer | string, data: string) => createHmac("sha256", key).update(data).digest()
