export const reauthenticationTexts = {
  title: "Is it you?",
  intro: "It is a while since you signed in. Give your password once more, to be safe.",
  password: "Your password",
  noPassword: "No password?",
  signInAgain: "Sign in again",
  inYourWay: "in the way that you always do.",
  goOn: "Go on",
  cancel: "Cancel",
  cancelled: "Nothing was changed, as you did not confirm that it is you.",
};
