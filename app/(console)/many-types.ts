/** More types than this stand in their categories: in filters, the matrix of a scan, a preflight and the overview. */
export const MANY_TYPES = 12
