/** The named groups of a form, with the account and the region, and the resource's own `arn`. */
export type ArnParts = Readonly<Record<string, string | undefined>>

/**
 * How a type's ARNs are made, after the partition: `lambda:*:*:function:(?<id>[^:]+)`. The stars are region and account.
 * What follows an id stands behind a colon or a slash. Where the id is not a part of the ARN, `id` makes it.
 */
export type ArnForm = string | { form: string; id(parts: ArnParts): string }
