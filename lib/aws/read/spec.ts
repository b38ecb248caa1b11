import { z } from "zod"
import type { AwsFailure } from "@/lib/aws/failure"
import { type Item, openCalls } from "@/lib/aws/read/calls"
import {
  actionsOf,
  arnFormOf,
  columnsOf,
  consolePathOf,
  displayOf,
  emptyCallsOf,
  isReadOneByOne,
  kindsOf,
} from "@/lib/aws/read/derive"
import { compileDetails, compileJoin, type Row } from "@/lib/aws/read/details"
import { readListing } from "@/lib/aws/read/listing"
import { normaliserOf, sealedOf } from "@/lib/aws/read/normalise"
import { schemaOf } from "@/lib/aws/read/properties"
import { compileTags, type Tagged } from "@/lib/aws/read/tags"
import { compileFirst } from "@/lib/aws/read/values"
import { defineResourceType, type ListContext, type ResourceType } from "@/lib/aws/resource-types/define"
import type { Property, Spec } from "@/lib/aws/types/contract"

const NEVER = /(?!)/

/** Makes a resource type of its data. Paths are compiled here, once. */
export function fromSpec<const K extends string>(spec: Spec<K>): ResourceType<K> {
  const { type, name, view, description, category, icon, publicWhen, managedWhen, properties } = spec
  const all = Object.entries(properties)
  const [sealed] = sealedOf(properties).map(([property, { label }]) => ({ property, label }))
  const kinds = kindsOf(spec).map((one) => ({ pages: compilePages(one), normalise: normaliserOf(one) }))
  const blank = Object.fromEntries(all.map(([key, property]) => [key, emptyOf(property)]))
  return defineResourceType({
    ...{ type, name, view, description, category, icon, scope: spec.scope ?? "regional" },
    service: spec.service.name,
    columns: columnsOf(spec),
    // EC2 answers OptInRequired for a region that is not enabled, which is said.
    ...(spec.service.name !== "EC2" && { absence: spec.service.absence ?? NEVER }),
    iamActions: actionsOf(spec),
    emptyCalls: emptyCallsOf(spec),
    isReadOneByOne: isReadOneByOne(spec),
    ...(spec.passing && { passing: spec.passing }),
    ...arnFormOf(spec),
    ...(spec.arnKind && { arnKind: spec.arnKind }),
    ...(spec.isCostly && { isCostly: spec.isCostly }),
    ...(spec.alsoCalled && { alsoCalled: spec.alsoCalled }),
    ...(sealed && { sealed }),
    usesTagIndex: spec.tags !== null && typeof spec.tags === "object" && "index" in spec.tags,
    properties: z.object(Object.fromEntries(all.map(([key, property]) => [key, schemaOf(property)]))),
    volatile: all.flatMap(([key, { isVolatile }]) => (isVolatile ? [key] : [])),
    display: Object.fromEntries(all.map(([key, property]) => [key, displayOf(property)])),
    ...(publicWhen && { publicWhen }),
    ...(managedWhen && { managedWhen }),
    async *pages(context) {
      for (const [at, { pages }] of kinds.entries())
        for await (const page of pages(context)) yield at === 0 ? page : page.map((row): Read => ({ ...row, kind: at }))
    },
    normalise(read: Read, place) {
      const { kind = 0 } = read
      const found = (kinds[kind] as (typeof kinds)[number]).normalise(read, place)
      return kind === 0 ? found : { ...found, properties: { ...blank, ...found.properties } }
    },
    consolePath: consolePathOf(spec),
  })
}

/** What was read of a resource, and which of a type's forms it has. */
interface Read extends Tagged {
  kind?: number
}

const emptyOf = ({ kind }: Property) => (kind === "texts" || kind === "items" ? [] : null)

const NOTHING: readonly string[] = []

/** Compiles the reading of a type: its list, and for each page what is joined, the details and the tags. */
function compilePages(spec: Spec): (context: ListContext) => AsyncGenerator<Tagged[], void> {
  const [readDetails, failuresOf] = [compileDetails(spec), compileFailures(spec)]
  const [joinTo, tagsOf] = [spec.join && compileJoin(spec, spec.join), compileTags(spec)]
  return async function* (context) {
    const [joiner, readTags] = [joinTo?.(context), tagsOf(context)]
    const calls = await openCalls(spec.service, context)
    for await (const page of readListing(spec, context)) {
      for (const item of page) for (const failure of failuresOf(item)) context.warn(failure)
      const listed = page.map((item): Row => ({ item, unread: NOTHING }))
      const joined = joiner ? await joiner.join(listed) : listed
      yield await readTags(await readDetails(joined, context, calls), calls)
    }
  }
}

/** Compiles what AWS says where it could not read what is sealed. */
function compileFailures({ properties }: Spec): (item: Item) => AwsFailure[] {
  const sealed = sealedOf(properties).map(([, { failed, failure }]) => ({ read: compileFirst(failed), failure }))
  return (item) =>
    sealed.flatMap(({ read, failure }) => {
      const said = read(item)
      return said === undefined ? [] : [failure(said)]
    })
}
