export const signInTexts = {
  title: "Sign in",
  email: "E-mail address",
  password: "Password",
  submit: "Sign in",
  forgotten: "I have forgotten my password",
  newLink: "I need a new confirmation link",
  noAccount: "No account yet?",
  signUp: "Open one",
  or: "or",
  withPasskey: "Sign in with a passkey",
  withProvider: (name: string): string => `Sign in with ${name}`,
};
