"use client"

import { useTable } from "@tanstack/react-table"
import Link from "next/link"
import { useRouter } from "next/navigation"
import type { MouseEvent } from "react"
import { useMemo } from "react"
import { SortIcon } from "@/app/_ui/icons"
import { features, resourceColumns } from "@/app/(console)/resources/columns"
import { tableHref } from "@/app/(console)/resources/table-url"
import type { TypeLabel } from "@/lib/aws/resource-types/registry"
import type { ResourceView } from "@/lib/inventory/read/list"
import type { TableQuery } from "@/lib/inventory/schemas"

interface TableProps {
  rows: ResourceView[]
  types: TypeLabel[]
  sort: TableQuery["sort"]
  params: [string, string][]
}

/** The inventory's table. The server sorts and pages, so the headers are links. Its length is one piece of markup, which reads better whole. */
export function ResourcesTable({ rows, types, sort, params }: TableProps) {
  const router = useRouter()
  const columns = useMemo(() => resourceColumns(types), [types])
  const table = useTable({ features, columns, data: rows, getRowId: (row) => row.id })

  const open = (event: MouseEvent, id: string) => {
    const isOwn = (event.target as HTMLElement).closest("a, button") || window.getSelection()?.toString()
    if (!isOwn) router.push(`/resources/${id}`)
  }

  return (
    <div className="overflow-x-auto">
      <table className="w-full border-collapse text-[12.5px]">
        <thead className="max-md:sr-only">
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id}>
              {group.headers.map((header) => {
                const key = header.column.columnDef.meta?.sort
                const isSorted = key === sort.key
                return (
                  <th
                    key={header.id}
                    scope="col"
                    className="th"
                    aria-sort={isSorted ? (sort.descending ? "descending" : "ascending") : undefined}
                  >
                    {key ? (
                      <Link
                        className="inline-flex items-center gap-1 text-inherit no-underline hover:text-ink"
                        href={tableHref(params, "sort", isSorted && !sort.descending ? `-${key}` : key)}
                        scroll={false}
                      >
                        <table.FlexRender header={header} />
                        {isSorted && <SortIcon descending={sort.descending} />}
                      </Link>
                    ) : (
                      <table.FlexRender header={header} />
                    )}
                  </th>
                )
              })}
            </tr>
          ))}
        </thead>
        <tbody>
          {table.getRowModel().rows.map((row) => (
            <tr
              key={row.id}
              onClick={(event) => open(event, row.id)}
              className="cursor-pointer hover:bg-sunken max-md:grid max-md:grid-cols-[1fr_auto] max-md:border-b max-md:border-line max-md:px-1 max-md:py-1.5 md:h-[43px] [&:last-child>td]:border-b-0"
            >
              {row.getAllCells().map((cell) => (
                <td key={cell.id} className={`td max-md:border-b-0 ${cell.column.columnDef.meta?.className ?? ""}`}>
                  <table.FlexRender cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
