/** The result if a server action's promise is rejected: the server was restarted, or the network failed. */
export const unanswered = () => ({ ok: false, message: "The server did not answer. Try again.", fields: {} }) as const
