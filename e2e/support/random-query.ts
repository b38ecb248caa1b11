import { inventoryFields } from "@/lib/inventory/fields"
import type { Field } from "@/lib/query/fields"
import { readTime } from "@/lib/query/times"
import { allOf, type Bound, type Node, type Pattern, textValue, type Value } from "@/lib/query/tree"
import type { Random } from "../sandbox/random"
import { ACCOUNTS, REGIONS, WORDS } from "./random-inventory"

/** Texts that occur in the inventory, for fields and words. */
export type Texts = readonly string[]

/** A random tree over all fields, three levels deep at most. */
export function randomTree(random: Random, texts: Texts, scans: readonly string[], depth = 0): Node {
  const roll = random.below(10)
  const deeper = () => randomTree(random, texts, scans, depth + 1)
  if (depth < 3 && roll < 2) return allOf([deeper(), deeper()])
  if (depth < 3 && roll < 3) return joinOr([deeper(), deeper()])
  if (depth < 3 && roll < 5) return { kind: "not", node: deeper() }
  if (roll < 7) return { kind: "word", pattern: randomPattern(random, texts) }
  return randomTerm(random, texts, scans)
}

const joinOr = (nodes: Node[]): Node => ({
  kind: "or",
  nodes: nodes.flatMap((node) => (node.kind === "or" ? node.nodes : [node])),
})

/** Some part of a text, with wildcards now and then. No piece between two wildcards is empty. */
export function randomPattern(random: Random, texts: Texts): Pattern {
  const part = () => {
    const text = random.pick(random.chance(0.5) ? texts : WORDS)
    const start = random.below(Math.max(1, text.length - 1))
    return text.slice(start, start + 1 + random.below(6)) || "x"
  }
  if (random.chance(0.75)) return [part()]
  return [random.chance(0.3) ? "" : part(), ...(random.chance(0.3) ? [part()] : []), random.chance(0.3) ? "" : part()]
}

function randomTerm(random: Random, texts: Texts, scans: readonly string[]): Node {
  const field = random.pick(inventoryFields)
  const values = Array.from({ length: 1 + random.below(2) }, () => randomValue(random, field, texts, scans))
  if (field.kind === "tag") {
    const path = random.pick(["env", "owner", "cost center", "ENV", "größe", "k=v", "a:b", "none"])
    return { kind: "term", field: "tag", path, values: random.chance(0.3) ? [] : values }
  }
  const member = field.list?.members.length && random.chance(0.6) ? random.pick(field.list.members) : undefined
  return { kind: "term", field: field.name, values, ...(member && { path: member }) }
}

const EXACT: Readonly<Record<string, readonly string[]>> = {
  type: ["ec2", "rds", "EC2", "none"],
  account: [...ACCOUNTS, "999"],
  region: [...REGIONS, "EU-WEST-1"],
  status: ["running", "active", "Active", "create_complete", "none", ""],
  vpc: ["vpc-1", "VPC-2", "none"],
  subnet: ["subnet-3"],
  ip: [
    "10.0.0.0/16",
    "10.1.2.0/24",
    "10.1.2.3",
    "10.2.*",
    "10.*.1.*",
    "fd00::/64",
    "fd00::3",
    "52.1.0.0/16",
    "172.20.1.1",
  ],
  is: ["removed", "unverified", "untagged", "public"],
  multi_az: ["true", "false"],
  engine: ["postgres", "AURORA"],
  instance_type: ["m7g.large", "t3.micro"],
  security_groups: ["sg-1", "sg-2", "SG-3"],
  scheme: ["internal", "internet-facing"],
}

function randomValue(random: Random, field: Field, texts: Texts, scans: readonly string[]): Value {
  if (field.kind === "number" || field.kind === "time") return randomOrdered(random, field.kind)
  if (field.kind === "uuid") return textValue(random.pick(scans))
  if (field.kind === "boolean") return textValue(random.pick(["true", "false"]))
  if (field.kind === "presence")
    return textValue(
      random.pick(["name", "tag", "ip", "vpc", "public_ip", "removed", "status", "layers", "engine", "description"]),
    )
  const known = EXACT[field.name]
  if (field.kind === "choice" || field.kind === "address")
    return toText(random.pick(known ?? ["x"]), field.kind === "address")
  if (field.kind === "tag")
    return random.chance(0.6)
      ? textValue(random.pick(["prod", "Prod", "", "a,b", "日本", "pr*d"]))
      : text(random, texts)
  return known && random.chance(0.6) ? textValue(random.pick(known)) : text(random, texts)
}

const text = (random: Random, texts: Texts): Value => ({ kind: "text", pattern: randomPattern(random, texts) })
const toText = (value: string, hasWildcards: boolean): Value => ({
  kind: "text",
  pattern: hasWildcards ? value.split("*") : [value],
})

function randomOrdered(random: Random, kind: "number" | "time"): Value {
  const roll = random.below(3)
  const bound = (): Bound =>
    kind === "number" ? { kind: "number", value: random.pick([0, -1, 128, 512.5, 1024, 1e15]) } : date(random)
  if (roll === 0) return { kind: "range", from: random.chance(0.2) ? null : bound(), to: bound() }
  if (roll === 1) return { kind: "equal", bound: bound() }
  const age: Bound = { kind: "age", amount: random.below(60), unit: random.pick(["m", "h", "d", "w"] as const) }
  return {
    kind: "compare",
    order: random.pick(["<", "<=", ">", ">="] as const),
    bound: kind === "time" && random.chance(0.5) ? age : bound(),
  }
}

function date(random: Random): Bound {
  const day = new Date(Date.now() - random.below(90) * 86_400_000).toISOString()
  const written = random.pick([day.slice(0, 10), `${day.slice(0, 16)}Z`, `${day.slice(0, 19)}+02:00`])
  const time = readTime(written)
  if (!time) throw new Error(`no time: ${written}`)
  return { kind: "time", text: written, ...time }
}
