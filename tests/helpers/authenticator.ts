import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { isoCBOR } from "@simplewebauthn/server/helpers";
import { env } from "@/lib/env";
import type {
  AuthenticationResponse,
  CreationOptions,
  RegistrationResponse,
  RequestOptions,
} from "@/schemas/passkey.schema";

/** What a device may do otherwise than it should. */
export type Knobs = {
  userVerified?: boolean;
  userPresent?: boolean;
  backedUp?: boolean;
  origin?: string;
  rpId?: string;
  challenge?: string;
  counter?: number;
  userHandle?: string;
  /** Of the client data: what the browser was asked to do. */
  type?: string;
  /** Signs with another key than it registered. */
  otherKey?: boolean;
};

const FLAGS = { userPresent: 0x01, userVerified: 0x04, backupEligible: 0x08, backedUp: 0x10, attested: 0x40 };

const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64url");
const sha256 = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest();
const newKey = () => generateKeyPairSync("ec", { namedCurve: "P-256" });

/** One passkey of a device in software (P-256, discoverable). */
export class Authenticator {
  readonly id = base64url(randomBytes(24));
  #keys = newKey();
  #userHandle = "";
  #counter = 0;

  /** The public key, in COSE. */
  #publicKey(): Uint8Array {
    const { x = "", y = "" } = this.#keys.publicKey.export({ format: "jwk" });
    const coordinates = [x, y].map((text) => new Uint8Array(Buffer.from(text, "base64url")));
    const [first = new Uint8Array(), second = new Uint8Array()] = coordinates;
    return isoCBOR.encode(
      new Map<number, number | Uint8Array>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, first],
        [-3, second],
      ]),
    );
  }

  #clientData(type: string, challenge: string, knobs: Knobs): Buffer {
    const data = {
      type: knobs.type ?? type,
      challenge: knobs.challenge ?? challenge,
      origin: knobs.origin ?? env.APP_URL,
    };
    return Buffer.from(JSON.stringify({ ...data, crossOrigin: false }));
  }

  #authenticatorData(rpId: string, knobs: Knobs, attested: Uint8Array | null): Buffer {
    const { userPresent = true, userVerified = true, backedUp = false } = knobs;
    const flags =
      (userPresent ? FLAGS.userPresent : 0) +
      (userVerified ? FLAGS.userVerified : 0) +
      (backedUp ? FLAGS.backupEligible + FLAGS.backedUp : 0) +
      (attested ? FLAGS.attested : 0);
    const rest = Buffer.alloc(5);
    rest.writeUInt8(flags, 0);
    rest.writeUInt32BE(knobs.counter ?? this.#counter, 1);
    return Buffer.concat([sha256(knobs.rpId ?? rpId), rest, attested ?? Buffer.alloc(0)]);
  }

  /** Answers `navigator.credentials.create()`. */
  create({ challenge, rp, user }: CreationOptions, knobs: Knobs = {}): RegistrationResponse {
    this.#userHandle = user.id;
    const id = Buffer.from(this.id, "base64url");
    const length = Buffer.alloc(2);
    length.writeUInt16BE(id.length);
    const attested = Buffer.concat([Buffer.alloc(16), length, id, this.#publicKey()]);
    const authData = new Uint8Array(this.#authenticatorData(rp.id, knobs, attested));
    const attestation = new Map<string, string | Uint8Array | Map<string, string>>([
      ["fmt", "none"],
      ["attStmt", new Map()],
      ["authData", authData],
    ]);
    return {
      id: this.id,
      rawId: this.id,
      type: "public-key",
      authenticatorAttachment: "platform",
      clientExtensionResults: { credProps: { rk: true } },
      response: {
        clientDataJSON: base64url(this.#clientData("webauthn.create", challenge, knobs)),
        attestationObject: base64url(isoCBOR.encode(attestation)),
        authenticatorData: base64url(authData),
        transports: ["internal", "hybrid"],
        publicKeyAlgorithm: -7,
      },
    };
  }

  /** Answers `navigator.credentials.get()`; its counter goes forward by one each time. */
  get({ challenge, rpId }: RequestOptions, knobs: Knobs = {}): AuthenticationResponse {
    this.#counter += 1;
    const authenticatorData = this.#authenticatorData(rpId, knobs, null);
    const clientData = this.#clientData("webauthn.get", challenge, knobs);
    const { privateKey } = knobs.otherKey ? newKey() : this.#keys;
    return {
      id: this.id,
      rawId: this.id,
      type: "public-key",
      authenticatorAttachment: "platform",
      clientExtensionResults: {},
      response: {
        clientDataJSON: base64url(clientData),
        authenticatorData: base64url(authenticatorData),
        signature: base64url(sign("sha256", Buffer.concat([authenticatorData, sha256(clientData)]), privateKey)),
        userHandle: knobs.userHandle ?? this.#userHandle,
      },
    };
  }
}
