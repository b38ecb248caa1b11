import type { Metadata } from "next"
import type { ReactNode } from "react"
import { CopyButton } from "@/app/_ui/copy-button"
import { READER, readerAddress } from "@/lib/inventory/reader-address"
import { createReader, snippets } from "@/lib/inventory/snippets"
import { requireCtx } from "@/lib/web/session"

export const metadata: Metadata = { title: "Your tools" }

/** How to ask the database itself: the read-only role, and snippets for psql, Grafana and Metabase. */
export default async function ToolsPage() {
  const ctx = await requireCtx("inventory.read")
  const { host, port, database, isEmbedded } = readerAddress(ctx.config)
  const psql = `psql "host=${host} port=${port} dbname=${database} user=${READER}"`
  return (
    <div className="grid max-w-4xl grid-cols-1 gap-4">
      <h1 className="text-xl font-semibold">Your tools</h1>
      <p className="max-w-2xl text-ink-2">
        The inventory is in a PostgreSQL of yours. The role <code>{READER}</code> reads the views and tables, without
        anything sealed, and changes nothing. The names of views and columns are kept: what must change is announced in
        the changelog, with the old name working beside the new one for a release.
      </p>
      <Part title="The read-only role">
        {isEmbedded ? (
          <p>
            The embedded database has it already. Its password is in <code>reader-password</code> in the data folder,
            and the database listens on this machine only.
          </p>
        ) : (
          <>
            <p className="mb-2">
              Create it once, as a superuser, in the database of AWS Connect, and start AWS Connect again. Its queries
              end after five minutes, and it takes no locks that AWS Connect waits for. A managed database has no
              superuser: leave out what its administrator may not do there.
            </p>
            <Code text={createReader} />
          </>
        )}
      </Part>
      <Part title="psql">
        <Code text={psql} />
      </Part>
      <Part title="Grafana">
        <Code text={grafana(host, port, database)} />
        <p className="mt-2 text-ink-2">
          Save it as <code>provisioning/datasources/aws-connect.yaml</code>. Panels take the queries below; the second
          is a time series.
        </p>
      </Part>
      <Part title="Metabase">
        <p>
          Admin settings, Databases, Add database: PostgreSQL, host <code>{host}</code>, port <code>{port}</code>,
          database name <code>{database}</code>, username <code>{READER}</code>. New question, SQL query takes the
          queries below.
        </p>
      </Part>
      {snippets.map(({ title, text, sql }) => (
        <Part key={title} title={title}>
          <p className="mb-2 text-ink-2">{text}</p>
          <Code text={sql} />
        </Part>
      ))}
    </div>
  )
}

const grafana = (host: string, port: string, database: string) => `apiVersion: 1
datasources:
  - name: AWS Connect
    type: postgres
    url: ${host}:${port}
    user: ${READER}
    jsonData: { database: ${database}, sslmode: ${host === "127.0.0.1" ? "disable" : "verify-full"} }
    secureJsonData: { password: $AWS_CONNECT_READER_PASSWORD }`

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="panel px-3.5 py-3">
      <h2 className="mb-2 font-semibold">{title}</h2>
      {children}
    </section>
  )
}

function Code({ text }: { text: string }) {
  return (
    <div className="relative rounded-sm border border-line bg-bg">
      <CopyButton text={text} label="Copy" className="btn absolute top-1.5 right-1.5 px-2 py-0.5" />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reached by keyboard. */}
      <pre tabIndex={0} className="overflow-x-auto px-3 py-2 pr-20 font-mono text-s">
        {text}
      </pre>
    </div>
  )
}
