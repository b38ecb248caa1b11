/** How many chosen resources an export takes: so many ids fit into a request's body. */
export const MOST_IDS = 1_500
