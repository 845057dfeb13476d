/** Where somebody is signed in. */
export const sessionTexts = {
  title: "Sessions",
  intro: "Where you are signed in. End what you do not know, and change your password then.",
  empty: "You are signed in nowhere.",
  current: "this one",
  impersonation: "an administrator",
  unknownAddress: "Unknown address",
  lastUsed: "last used",
  signedIn: "signed in",
  end: "End",
  endOf: (device: string): string => `End: ${device}`,
  ended: "The session has ended.",
  endOthers: "End all others",
  endOthersTitle: "End all other sessions?",
  endOthersText: "You stay signed in here, and nowhere else.",
  othersEnded: "You are signed in here, and nowhere else.",
};
