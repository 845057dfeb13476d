const faults: Record<string, string> = {
  ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED: "This device already has a passkey for your account.",
  ERROR_AUTHENTICATOR_MISSING_USER_VERIFICATION_SUPPORT:
    "This device cannot check that it is you, so it cannot be used.",
  ERROR_INVALID_DOMAIN: "Passkeys do not work at this address of the site.",
  ERROR_INVALID_RP_ID: "Passkeys do not work at this address of the site.",
};

export const passkeyTexts = {
  /** By the code of the library's error. */
  faults,
  givenUp: "No passkey was used: it took too long, or it was cancelled.",
};
