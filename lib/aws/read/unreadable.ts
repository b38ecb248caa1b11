/**
 * An answer that has not the form of AWS's answer to the operation. A login page, a proxy or an error document under
 * status 200 is not an empty list: nothing may be concluded from it.
 */
export class UnreadableAnswer extends Error {
  override name = "UnreadableAnswer"
  /** The host that was asked, such as `ec2.eu-west-1.amazonaws.com`; null before it is known. */
  host: string | null = null
  /** The HTTP status of the answer; null before it is known. */
  status: number | null = null

  /** @param what what came in its place, as a noun: "an HTML page". It never repeats the answer. */
  constructor(readonly what: string) {
    super(what)
  }

  /** The line that people read. */
  get explanation(): string {
    const source = this.host ? ` ${this.host} returned ${this.what}` : ` It returned ${this.what}`
    const status = this.status === null ? "" : ` (HTTP status ${this.status})`
    return `Something between this server and AWS answered in its place:${source}${status}. Check proxies and the endpoint.`
  }
}

/** What came instead of the answer, in words. */
export const ANOTHER = "another document than AWS's answer"

const PAGE_MARK = /next|token|marker|truncated/i

/**
 * Whether an unknown member of an answer may lead to the next page: the list would seem to end. Answers that have no marks
 * of pages may have new members with such names.
 * @param known the members that the schema has.
 */
export const isUnknownMark = (name: string, known: Iterable<string>): boolean =>
  PAGE_MARK.test(name) && [...known].some((member) => PAGE_MARK.test(member))

export const unknownMark = () => new UnreadableAnswer("an answer with an unknown mark of a next page")

/**
 * What of a structure of an answer could not be read: the names of its own members, and whether there is something
 * deeper within it. Structures that were read whole are not in it.
 */
const damaged = new WeakMap<object, ReadonlySet<string>>()
const NOTHING: ReadonlySet<string> = new Set()

/** Notes that a member of a structure could not be read. */
export function markUnreadable(holder: object, member: string): void {
  damaged.set(holder, new Set([...(damaged.get(holder) ?? NOTHING), member]))
}

/** Notes that something within a structure could not be read. */
export const markDamaged = (holder: object): void => {
  if (!damaged.has(holder)) damaged.set(holder, NOTHING)
}

/** Whether everything in a structure of an answer, however deep, could be read. */
export const isWhole = (structure: object): boolean => !damaged.has(structure)

/** Answers that have no member at all, not even an unknown one or null. */
const bare = new WeakSet<object>()

export const markBare = (answer: object): void => void bare.add(answer)

/** Whether AWS answered with an empty object. */
export const isBare = (answer: object): boolean => bare.has(answer)

/** Where answers came from, for errors that name it. */
const sources = new WeakMap<object, { host: string | null; status: number }>()

/** Remembers where an answer, or a structure of it, came from. */
export const cameFrom = (holder: object, host: string | null, status: number): void =>
  void sources.set(holder, { host, status })

const unreadableIn = (holder: object, what: string): UnreadableAnswer =>
  Object.assign(new UnreadableAnswer(what), sources.get(holder))

/** Takes note of a list that AWS's answer left out. It throws where that must not be. */
export type OnAbsent = (answer: UnreadableAnswer) => void

const refuse: OnAbsent = (answer) => {
  throw answer
}

/**
 * The items of a list in an answer, or in a structure of an answer.
 * @param onAbsent what to do where the list is left out; by default the answer is unreadable. AWS leaves out an empty
 *   list in places, so an absent list may be empty, where nothing is concluded from it.
 * @throws UnreadableAnswer if the list was there and could not be read whole.
 */
export const listOf = <T extends object, K extends keyof T & string>(holder: T, member: K, onAbsent = refuse) =>
  (present(holder, member, onAbsent) ?? []) as NonNullable<T[K]>

/** The same for a map. */
export const mapOf = <T extends object, K extends keyof T & string>(holder: T, member: K, onAbsent = refuse) =>
  (present(holder, member, onAbsent) ?? {}) as NonNullable<T[K]>

function present<T extends object, K extends keyof T & string>(holder: T, member: K, onAbsent: OnAbsent): T[K] | null {
  if (damaged.get(holder)?.has(member)) throw unreadableIn(holder, `a ${member} that could not be read`)
  // Not by its name: what is absent throws when it is read like an ordinary member.
  const value = Object.getOwnPropertyDescriptor(holder, member)?.value as T[K] | undefined
  if (value === undefined || value === null) onAbsent(unreadableIn(holder, `an answer without ${member}`))
  return value ?? null
}

/**
 * Makes members that are absent or could not be read fail where they are read like ordinary ones. Only {@link listOf}
 * and {@link mapOf}, which ask what that means, may look at them.
 */
export function guard(holder: object, members: Iterable<string>): void {
  for (const member of members) {
    if (member in holder) continue
    const what = damaged.get(holder)?.has(member) ? `a ${member} that could not be read` : `an answer without ${member}`
    const get = () => {
      throw unreadableIn(holder, what)
    }
    Object.defineProperty(holder, member, { get, enumerable: false, configurable: true })
  }
}

/** The members of a structure that could not be read. */
export const unreadableOf = (holder: object): ReadonlySet<string> => damaged.get(holder) ?? NOTHING
