import { env } from "./env";
import { PRODUCT_NAME } from "./product";

/** How long the browser waits for the person; the challenge itself lives longer. */
const TIMEOUT_MS = 5 * 60 * 1000;
/** EdDSA, ES256, RS256: what authenticators have, and every Node can verify. */
const ALGORITHMS = [-8, -7, -257];

/** Most processes never see a passkey, and the library brings a whole ASN.1 parser: it is loaded when it is needed. */
const library = () => import("@simplewebauthn/server");

type Known = { credentialId: string; transports: readonly string[] };
type Verification = "required" | "preferred";
type Base = { id: string; rawId: string; type: "public-key" };

export type Registration = Base & {
  response: { clientDataJSON: string; attestationObject: string };
};

export type Assertion = Base & {
  response: {
    clientDataJSON: string;
    authenticatorData: string;
    signature: string;
  };
};

/** What is kept of a credential, to verify its answers. */
export type Credential = { credentialId: string; publicKey: string; counter: bigint };
export type NewCredential = Credential & { backedUp: boolean };

function relyingParty() {
  return { expectedOrigin: env.APP_URL, expectedRPID: rpId() };
}

function rpId(): string {
  return new URL(env.APP_URL).hostname;
}

function descriptors(credentials: readonly Known[]) {
  return credentials.map(({ credentialId: id, transports }) => ({
    id,
    type: "public-key" as const,
    transports: [...transports],
  }));
}

/** @param allowed the credentials that may answer; any discoverable one when there are none */
export async function requestOptions(allowed: readonly Known[], userVerification: Verification) {
  const { generateAuthenticationOptions } = await library();
  const { challenge } = await generateAuthenticationOptions({ rpID: rpId() });
  const allowCredentials = descriptors(allowed);
  return { challenge, rpId: rpId(), timeout: TIMEOUT_MS, userVerification, allowCredentials };
}

/** The WebAuthn user handle of an account. */
export function userHandle(userId: string): string {
  return Buffer.from(userId, "utf8").toString("base64url");
}

/** For a new discoverable credential, with a check of the person; `known` are those that the account has already. */
export async function creationOptions(user: { id: string; email: string; name: string }, known: readonly Known[]) {
  const { generateRegistrationOptions } = await library();
  const { challenge } = await generateRegistrationOptions({
    rpName: PRODUCT_NAME,
    rpID: rpId(),
    userName: user.email,
  });
  return {
    challenge,
    rp: { id: rpId(), name: PRODUCT_NAME },
    user: { id: userHandle(user.id), name: user.email, displayName: user.name },
    pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: "public-key" as const, alg })),
    timeout: TIMEOUT_MS,
    attestation: "none" as const,
    excludeCredentials: descriptors(known),
    authenticatorSelection: {
      residentKey: "required" as const,
      requireResidentKey: true as const,
      userVerification: "required" as const,
    },
  };
}

/**
 * Verifies a new credential.
 * @returns null when the answer is not good, for whatever reason
 */
export async function verifyRegistration(
  { id, rawId, type, response }: Registration,
  expectedChallenge: string,
): Promise<NewCredential | null> {
  const { clientDataJSON, attestationObject } = response;
  const { verifyRegistrationResponse } = await library();
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      ...relyingParty(),
      response: { id, rawId, type, response: { clientDataJSON, attestationObject }, clientExtensionResults: {} },
      expectedChallenge,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    });
    if (!verified) return null;
    const { credential, credentialBackedUp } = registrationInfo;
    return {
      credentialId: credential.id,
      publicKey: Buffer.from(credential.publicKey).toString("base64url"),
      counter: BigInt(credential.counter),
      backedUp: credentialBackedUp,
    };
  } catch {
    // The library throws for all that is wrong with an answer: it comes from outside, so none of it is a fault of ours.
    return null;
  }
}

/**
 * Verifies that a credential answered the challenge, and that its counter went forward.
 * @returns null when the answer is not good, for whatever reason
 */
export async function verifyAssertion(
  { id, rawId, type, response }: Assertion,
  expectedChallenge: string,
  { credentialId, publicKey, counter }: Credential,
  userVerification: Verification,
): Promise<{ counter: bigint; backedUp: boolean } | null> {
  const { clientDataJSON, authenticatorData, signature } = response;
  const { verifyAuthenticationResponse } = await library();
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      ...relyingParty(),
      response: {
        id,
        rawId,
        type,
        response: { clientDataJSON, authenticatorData, signature },
        clientExtensionResults: {},
      },
      expectedChallenge,
      credential: {
        id: credentialId,
        publicKey: new Uint8Array(Buffer.from(publicKey, "base64url")),
        counter: Number(counter),
      },
      requireUserVerification: userVerification === "required",
    });
    if (!verified) return null;
    return { counter: BigInt(authenticationInfo.newCounter), backedUp: authenticationInfo.credentialBackedUp };
  } catch {
    // As above.
    return null;
  }
}
