import type { Settings } from "@/lib/config"
import type { MessagePayload } from "@/lib/db/schema"
import type { WebhookEvent } from "@/lib/db/states"

/** Something that webhooks are told: the fields of `data` in a Standard Webhooks message. */
export interface NotifiedEvent {
  type: WebhookEvent | "test"
  at: Date
  /** One line for people, and where it leads. */
  text: string
  url: string
  data: Record<string, unknown>
}

/** The address of a page, as people reach it from elsewhere. @param path it begins with a slash. */
export const linkTo = ({ publicUrl, port }: Settings, path: string): string =>
  `${(publicUrl ?? `http://localhost:${port}`).replace(/\/$/, "")}${path}`

/** The body of a message to a webhook of the kind `standard`. */
export const toPayload = ({ type, at, text, url, data }: NotifiedEvent): MessagePayload => ({
  type,
  timestamp: at.toISOString(),
  data: { ...data, text, url },
})

/** Slack's own characters (Slack API, "Formatting text for app surfaces"). */
const escapeSlack = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")

const LONGEST = 2_900

/** The body of a message to Slack's incoming webhooks: one block of text with a link. */
export function toSlack({ text, url }: { text: string; url: string }): Record<string, unknown> {
  const line = escapeSlack(text).slice(0, LONGEST)
  return {
    text: line,
    blocks: [{ type: "section", text: { type: "mrkdwn", text: `${line}\n<${url}|Open in AWS Connect>` } }],
  }
}
