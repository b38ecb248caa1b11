/** What a server action's promise is caught with: the server was restarted, or the network is gone. */
export const unanswered = () => ({ ok: false, message: "The server did not answer. Try again.", fields: {} }) as const
