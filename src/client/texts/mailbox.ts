/** The developers' mailbox. */
export const mailboxTexts = {
  title: "Mailbox",
  intro: "Every mail that would have gone out, newest first. Only here, on this machine, and only for development.",
  empty: "No mail yet. Sign up, or ask for a new password, and it lands here.",
  to: "To",
  sent: "Sent",
  kind: "Kind",
  back: "All mails",
  mail: "Mail",
  open: "Open the link",
  hint: "Open the mailbox",
  hintText: "This server keeps its mails for you:",
};
