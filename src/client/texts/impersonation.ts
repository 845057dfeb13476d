/** What an admin sees while acting as somebody. */
export const impersonationTexts = {
  label: "Acting as somebody else",
  /** Before the name of the person. */
  acting: (admin: string): string => `${admin}, you are acting as`,
  until: "until",
  stop: "Stop",
};
