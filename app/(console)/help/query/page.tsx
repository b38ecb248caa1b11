import type { Metadata } from "next"
import { Link } from "@/app/_ui/link"
import { FORMS } from "@/app/(console)/help/query/forms"
import { inventoryFields } from "@/lib/inventory/fields"
import { presenceOnly, resourceFields } from "@/lib/query/fields"
import { requireCtx } from "@/lib/web/session"

export const metadata: Metadata = { title: "Query language" }

/** Every form of the query language, with examples that can be tried; the fields come from their table. */
export default async function QueryHelpPage() {
  await requireCtx("inventory.read")
  const properties = inventoryFields.filter(({ types }) => types)
  return (
    <div className="grid max-w-4xl grid-cols-1 gap-4">
      <h1 className="text-xl font-semibold">Query language</h1>
      <p className="max-w-2xl text-ink-2">
        One language finds resources in the box, over REST (<code>q=</code>), in saved views and in exports. Each
        example is a link: try it.
      </p>
      <Table head={["Form", "Meaning"]} rows={FORMS.map(({ example, meaning }) => ({ example, text: meaning }))} />
      <h2 className="text-l font-semibold">Fields</h2>
      <Table
        head={["Example", "What it finds"]}
        rows={resourceFields.map(({ example, help, choices }) => ({
          example,
          text: choices
            ? `${help}: ${Object.entries(choices)
                .map(([name, what]) => `${name} (${what})`)
                .join("; ")}`
            : help,
        }))}
      />
      <p className="text-ink-2">
        <code>has:</code> and <code>no:</code> take every field and property, and {Object.keys(presenceOnly).join(", ")}
        .
      </p>
      <h2 className="text-l font-semibold">Properties</h2>
      <Table
        head={["Example", "Types that have it"]}
        rows={properties.map(({ example, name, list, types = [] }) => ({
          example: list?.members[0] ? `${name}.${list.members[0]}:*` : example,
          text: types.join(", "),
        }))}
      />
    </div>
  )
}

function Table({
  head,
  rows,
}: {
  head: readonly [string, string]
  rows: readonly { example: string; text: string }[]
}) {
  return (
    <div className="panel overflow-x-auto">
      <table className="w-full border-collapse">
        <thead>
          <tr>
            {head.map((title) => (
              <th key={title} scope="col" className="th">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ example, text }) => (
            <tr key={example}>
              <td className="td w-72 max-w-72 whitespace-normal">
                <Link href={`/resources?q=${encodeURIComponent(example)}`} className="font-mono text-s break-words">
                  {example}
                </Link>
              </td>
              <td className="td whitespace-normal text-ink-2">{text}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
