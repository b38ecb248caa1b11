/** The place of a part in the query's text: `start` is its first character, `end` the one after its last. */
export interface Span {
  start: number
  end: number
}

/** Text with wildcards: the pieces between the `*`. One piece means that there is no wildcard. */
export type Pattern = readonly string[]

export type Order = "<" | "<=" | ">" | ">="

export const timeUnits = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const

/** What a value is compared with. */
export type Bound =
  | { kind: "number"; value: number }
  /** A date or time as it was written. It stands for all moments from `from` up to, but not including, `to`. */
  | { kind: "time"; text: string; from: number; to: number }
  /** Younger or older than this. */
  | { kind: "age"; amount: number; unit: keyof typeof timeUnits }

export type Value =
  | { kind: "text"; pattern: Pattern }
  | { kind: "compare"; order: Order; bound: Bound }
  | { kind: "range"; from: Bound | null; to: Bound | null }
  | { kind: "equal"; bound: Bound }

export type Node = And | Or | Not | Word | Term

export interface And {
  kind: "and"
  nodes: readonly Node[]
}
export interface Or {
  kind: "or"
  nodes: readonly Node[]
}
export interface Not {
  kind: "not"
  node: Node
}
/** Found anywhere in what a resource is called. */
export interface Word {
  kind: "word"
  pattern: Pattern
  span?: Span
}
/** A field with its values; one of them must match. */
export interface Term {
  kind: "term"
  /** The field's name as the field table has it. */
  field: string
  /** Of a tag: its key. Of a property: the path below it, as in `security_groups.id`. */
  path?: string
  /** None: the field (a tag's key) must be there. */
  values: readonly Value[]
  span?: Span
}

/** The query that matches everything. */
export const EVERYTHING: And = { kind: "and", nodes: [] }

export interface QueryError extends Span {
  /** One sentence. */
  message: string
  /** What to write in the place of the marked part; null if there is no good guess. */
  suggestion: string | null
}

export type Parsed = { ok: true; tree: Node; hints: QueryError[] } | { ok: false; errors: QueryError[] }

/** The conditions that must all hold, from left to right. */
export const conjuncts = (tree: Node): readonly Node[] => (tree.kind === "and" ? tree.nodes : [tree])

/** Joins conditions that must all hold. A single one stays as it is. */
export function allOf(nodes: readonly Node[]): Node {
  const flat = nodes.flatMap(conjuncts)
  return flat.length === 1 && flat[0] ? flat[0] : { kind: "and", nodes: flat }
}

/** Every term and word of the tree, however deep. */
export function leaves(node: Node): (Term | Word)[] {
  if (node.kind === "and" || node.kind === "or") return node.nodes.flatMap(leaves)
  return node.kind === "not" ? leaves(node.node) : [node]
}

/** The same tree with other leaves. */
export function mapLeaves(node: Node, change: (leaf: Term | Word) => Term | Word): Node {
  if (node.kind === "and" || node.kind === "or")
    return { ...node, nodes: node.nodes.map((one) => mapLeaves(one, change)) }
  return node.kind === "not" ? { ...node, node: mapLeaves(node.node, change) } : change(node)
}

/** A value without wildcards. */
export const textValue = (text: string): Value => ({ kind: "text", pattern: [text] })
