/** The pages of the API's documentation. What they say of codes and changes comes from the server. */
export const docsTexts = {
  errors: {
    title: "Error codes",
    intro: "Every failure, over REST and tRPC, is an envelope with one of these codes in error.code.",
    reference: "To the API's reference",
    all: "All error codes",
    status: "Status",
    trpc: "Code of tRPC",
    message: "Message",
    when: "When it happens",
    remedy: "What to do",
    example: "An answer with it",
    operations: "Operations that may answer with it",
    everywhere: "What reaches no operation answers with it.",
  },
  changes: {
    title: "Changes of the API",
    intro: "Every change that clients can notice, the latest first.",
    none: "Nothing has changed since the contract was first locked.",
    breaking: "Breaks clients",
    additive: "Breaks nobody",
    why: (reason: string) => `Why: ${reason}`,
  },
};
