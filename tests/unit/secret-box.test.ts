import { describe, expect, it } from "vitest";
import { createSecretBox, open, seal, signValue, verifySignature } from "@/lib/secret-box";

const OLD = "old-secret-0123456789-abcdefghijklmnop";
const NEW = "new-secret-9876543210-ponmlkjihgfedcba";

describe("seal and open", () => {
  it.each(["", "plain", "😀 \u0000 é", "x".repeat(50_000)])(
    "give back the text, sealed differently each time (%#)",
    (plain) => {
      const sealed = seal(plain, "test");
      expect(open(sealed, "test")).toBe(plain);
      expect(seal(plain, "test")).not.toBe(sealed);
      if (plain.length > 3) expect(sealed).not.toContain(plain);
    },
  );

  it("refuses another purpose", () => {
    expect(() => open(seal("plain", "one"), "two")).toThrow(/cannot be opened/);
  });

  it("refuses a change of any byte", () => {
    const bytes = Buffer.from(seal("plain", "test").slice(3), "base64url");
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect(() => open(`v1.${changed.toString("base64url")}`, "test")).toThrow(/cannot be opened/);
    }
  });

  it.each(["", "v1.", "v1.AAAA", "v2.AAAA", "rubbish", "😀", "v1.%%%%"])("refuses %j without a crash", (rubbish) => {
    expect(() => open(rubbish, "test")).toThrow(/cannot be opened/);
  });

  it("rotates: the first secret seals, every one opens (S5)", () => {
    const before = createSecretBox([OLD]);
    const during = createSecretBox([NEW, OLD]);
    const after = createSecretBox([NEW]);
    expect(during.open(before.seal("kept", "p"), "p")).toBe("kept");
    expect(after.open(during.seal("kept", "p"), "p")).toBe("kept");
    expect(() => after.open(before.seal("lost", "p"), "p")).toThrow(/cannot be opened/);
  });

  it("does not work without a secret", () => {
    expect(() => createSecretBox([]).seal("plain", "p")).toThrow(/no secret/);
  });
});

describe("signValue and verifySignature", () => {
  it("accept their own", () => {
    const signature = signValue("text", "cursor");
    expect(signature).toMatch(/^[\w-]{43}$/);
    expect(verifySignature("text", signature, "cursor")).toBe(true);
  });

  it("refuse another text, another purpose, and rubbish", () => {
    const signature = signValue("text", "cursor");
    expect(verifySignature("other", signature, "cursor")).toBe(false);
    expect(verifySignature("text", signature, "other")).toBe(false);
    for (const rubbish of ["", "a", "😀", `${signature}=`, ` ${signature}`, signature.slice(1), "A".repeat(43)]) {
      expect(verifySignature("text", rubbish, "cursor")).toBe(false);
    }
  });

  it("refuse a second spelling of the same bytes", () => {
    const signature = signValue("text", "cursor");
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const last = alphabet.indexOf(signature.at(-1) ?? "");
    expect(verifySignature("text", signature.slice(0, -1) + alphabet[last ^ 1], "cursor")).toBe(false);
  });

  it("rotate", () => {
    const before = createSecretBox([OLD]).signValue("text", "p");
    expect(createSecretBox([NEW, OLD]).verifySignature("text", before, "p")).toBe(true);
    expect(createSecretBox([NEW]).verifySignature("text", before, "p")).toBe(false);
  });
});
