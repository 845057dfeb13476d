/** The second step of a sign-in. */
export const secondFactorTexts = {
  intro: "One more step: prove that it is you.",
  code: "Code",
  codeHint: "The six digits that your authenticator app shows now.",
  recoveryCode: "Recovery code",
  recoveryCodeHint: "One of the codes that you were given; each works once.",
  goOn: "Go on",
  usePasskey: "Use a passkey",
  /** To another way. */
  ways: {
    totp: "Use an authenticator app",
    passkey: "Use a passkey",
    recoveryCode: "Use a recovery code",
  },
  restart: "Start again",
};
