/** Pages that begin with an address, or with a link that was mailed. */
export const linkTexts = {
  email: "E-mail address",
  toSignIn: "Sign in",
  signUp: {
    title: "Open an account",
    name: "Name",
    password: "Password",
    submit: "Open the account",
    answer:
      "If the address is free, a link is on its way to it. Open it within the hour to confirm that the address is yours.",
    haveOne: "Have one already?",
  },
  forgot: {
    title: "Forgotten password",
    intro: "We send you a link with which you choose a new one.",
    submit: "Send the link",
    answer: "If there is an account with this address, a link is on its way to it. Open it within the hour.",
    remembered: "Remembered it?",
  },
  resend: {
    title: "New confirmation link",
    intro: "You cannot sign in before you have confirmed your address. The link for it works for one hour.",
    submit: "Send a new link",
    answer: "If there is an account that waits for this address to be confirmed, a new link is on its way to it.",
    confirmed: "Confirmed already?",
  },
  verify: {
    title: "Confirm your address",
    intro: "One click, and you can sign in.",
    submit: "This address is mine",
    done: "Thank you, the address is yours. You can sign in now.",
    noLink: "Open this page by the link in the mail.",
    newLink: "Send me a new link",
  },
  confirm: {
    title: "Confirm your new address",
    intro: "One click, and this is the address of your account.",
    submit: "Use this address",
    done: "Thank you. From now on this is the address of your account.",
    account: "To your account",
    noLink: "Open this page by the link in the mail.",
  },
  reset: {
    title: "Choose a password",
    password: "New password",
    submit: "Save the password",
    done: "Your password is set, and every other session has ended. You can sign in now.",
    noLink: "Open this page by the link that you were given.",
    newLink: "Send me a new link",
  },
  oauth: {
    title: "Coming back",
    wait: "One moment…",
    signIn: "To the sign-in page",
    account: "Your account",
  },
};
