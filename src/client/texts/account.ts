/** The pages of one's own account, and what they have in common. */
export const accountTexts = {
  title: "Your account",
  /** Says beforehand what the server will refuse. */
  acting: "While you act as somebody else, you can look at this but change nothing of it.",
  profile: {
    title: "Profile",
    name: "Name",
    email: "E-mail address",
    role: "Role",
    roles: { ADMIN: "Administrator", USER: "User" },
    memberSince: "Member since",
  },
  name: {
    title: "Name",
    name: "Your name",
    submit: "Save the name",
    done: "Your name is saved.",
  },
  email: {
    title: "E-mail address",
    email: "New e-mail address",
    hint: "It gets a link to confirm that it is yours. Your present address is told as well.",
    submit: "Change the address",
    answer: "If the address is free, a link is on its way to it. Your address changes once you have opened it.",
  },
  deletion: {
    title: "Deletion",
    intro: "Your account goes, with its sessions, keys and passkeys. Nobody can bring it back.",
    email: "To delete the account, type its e-mail address",
    submit: "Delete the account",
  },
};
