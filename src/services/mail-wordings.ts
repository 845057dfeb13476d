import { PRODUCT_NAME } from "@/lib/product";

export type Wording = {
  subject: string;
  /** The page under APP_URL that the mail's only link leads to. */
  path: string;
  before: (who: string) => string;
  after: string;
};

const ONE_HOUR = "The link works once, and for one hour.";
const NOT_YOU = "If this was not you, choose a new password at once: whoever did it could sign in as you.";

/** Mails whose link carries a token. */
export const LINK_WORDINGS = {
  verifyEmail: {
    subject: `Confirm your e-mail address for ${PRODUCT_NAME}`,
    path: "/verify-email",
    before: (who) =>
      `${who} asked for an account at ${PRODUCT_NAME} with this address. To confirm that it is yours, open:`,
    after: `${ONE_HOUR} If this was not you, ignore this mail: nobody can sign in with your address unless you confirm it.`,
  },
  setPassword: {
    subject: `Choose a password for ${PRODUCT_NAME}`,
    path: "/reset-password",
    before: (who) => `Hello ${who}, there is an account at ${PRODUCT_NAME} for you. To choose its password, open:`,
    after: `${ONE_HOUR} If you did not expect this, ignore this mail: without a password nobody can sign in.`,
  },
  resetPassword: {
    subject: `Choose a new password for ${PRODUCT_NAME}`,
    path: "/reset-password",
    before: (who) => `Hello ${who}, somebody asked for a new password for your account. To choose one, open:`,
    after: `${ONE_HOUR} If this was not you, ignore this mail: your password stays as it is.`,
  },
  confirmEmail: {
    subject: `Confirm your new e-mail address for ${PRODUCT_NAME}`,
    path: "/confirm-email",
    before: (who) =>
      `${who} wants to use this address for an account at ${PRODUCT_NAME}. To confirm that it is yours, open:`,
    after: `${ONE_HOUR} If this was not you, ignore this mail: the account keeps the address that it has.`,
  },
} as const satisfies Record<string, Wording>;

/** Mails that only tell something. */
export const NOTICE_WORDINGS = {
  addressTaken: {
    subject: `You already have an account at ${PRODUCT_NAME}`,
    path: "/sign-in",
    before: (who) =>
      `Hello ${who}, somebody wants to use this address for an account. It already has one. Sign in here:`,
    after: "If this was not you, ignore this mail: nothing has changed, and nobody was told that you have an account.",
  },
  passwordChanged: {
    subject: `Your password for ${PRODUCT_NAME} was changed`,
    path: "/forgot-password",
    before: (who) =>
      `Hello ${who}, the password of your account was changed. If that was you, there is nothing to do. If not, take your account back with a new one:`,
    after: "If this was not you, look through your devices, keys and ways to sign in as well.",
  },
  emailChangeRequested: {
    subject: `A new e-mail address for your account at ${PRODUCT_NAME}`,
    path: "/account",
    before: (who) =>
      `Hello ${who}, somebody who is signed in to your account asked for it to move to another address. It stays with this one until that is confirmed. You find your account here:`,
    after: NOT_YOU,
  },
  emailChanged: {
    subject: `Your account at ${PRODUCT_NAME} has another e-mail address`,
    path: "/account",
    before: (who) =>
      `Hello ${who}, your account has moved to another address; no more mail about it comes here. You find it here:`,
    after: "If this was not you, tell those who run this service at once.",
  },
  accountRemoved: {
    subject: `Your account at ${PRODUCT_NAME} was deleted`,
    path: "/",
    before: (who) =>
      `Hello ${who}, your account was deleted, and everything in it. You can open a new one at any time:`,
    after: "If this was not you, tell those who run this service at once.",
  },
  secondFactorOn: {
    subject: `Sign-in in two steps is on at ${PRODUCT_NAME}`,
    path: "/account",
    before: (who) =>
      `Hello ${who}, from now on signing in to your account takes a second step. You can change it here:`,
    after: NOT_YOU,
  },
  secondFactorOff: {
    subject: `Sign-in in two steps is off at ${PRODUCT_NAME}`,
    path: "/account",
    before: (who) => `Hello ${who}, signing in to your account takes no second step any more. You can change it here:`,
    after: NOT_YOU,
  },
  totpRemoved: {
    subject: `The authenticator app was removed from your account at ${PRODUCT_NAME}`,
    path: "/account",
    before: (who) =>
      `Hello ${who}, the authenticator app was removed from your account. Your passkeys go on asking for a second step. You see what is left here:`,
    after: NOT_YOU,
  },
  passkeyAdded: {
    subject: `A passkey was added to your account at ${PRODUCT_NAME}`,
    path: "/account",
    before: (who) => `Hello ${who}, a passkey was added to your account. You see all of them here:`,
    after: `${NOT_YOU} Remove the passkey, too.`,
  },
  passkeyRemoved: {
    subject: `A passkey was removed from your account at ${PRODUCT_NAME}`,
    path: "/account",
    before: (who) => `Hello ${who}, a passkey was removed from your account. You see those that are left here:`,
    after: NOT_YOU,
  },
  apiKeyCreated: {
    subject: `A key was made for your account at ${PRODUCT_NAME}`,
    path: "/account",
    before: (who) => `Hello ${who}, a key was made that lets a program use your account. You see all of them here:`,
    after: `${NOT_YOU} Revoke the key, too.`,
  },
  identityLinked: {
    subject: `Another way to sign in to your account at ${PRODUCT_NAME}`,
    path: "/account",
    before: (who) =>
      `Hello ${who}, an account elsewhere was linked to yours, and can be used to sign in. You see all of them here:`,
    after: `${NOT_YOU} Remove the link, too.`,
  },
} as const satisfies Record<string, Wording>;
