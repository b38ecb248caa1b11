/** How many resources a selection may name, or leave out: so many ids fit into a request's body. */
export const MOST_IDS = 1_500
