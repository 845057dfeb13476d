import { afterEach, describe, expect, it } from "vitest";
import { setClock } from "@/lib/clock";
import { hashRecoveryCode, newRecoveryCode } from "@/lib/recovery-code";
import { newTotpSecret, qrSvg, totpCode, totpStep, totpUri } from "@/lib/totp";

/** "12345678901234567890" of RFC 6238, in base32. */
const RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const STEP_MS = 30_000;

const at = (milliseconds: number) => setClock(() => new Date(milliseconds));

afterEach(() => setClock(null));

describe("codes of an authenticator app", () => {
  // The RFC's table has 8 digits; ours are the last 6 of them.
  it.each([
    [59, "287082"],
    [1_111_111_109, "081804"],
    [1_111_111_111, "050471"],
    [1_234_567_890, "005924"],
    [2_000_000_000, "279037"],
    [20_000_000_000, "353130"],
  ])("A26: at second %i of RFC 6238 it is %s", (second, code) => {
    at(second * 1000);
    expect(totpCode(RFC_SECRET)).toBe(code);
    expect(totpStep(RFC_SECRET, code)).toBe(Math.floor(second / 30));
  });

  it("are taken one step early or late, and not two", () => {
    const start = 1_800_000_000_000;
    const code = totpCode(RFC_SECRET, new Date(start));
    const stepWhen = (offset: number) => {
      at(start + offset * STEP_MS);
      return totpStep(RFC_SECRET, code);
    };
    expect([-2, -1, 0, 1, 2].map(stepWhen)).toEqual([null, start / STEP_MS, start / STEP_MS, start / STEP_MS, null]);
  });

  it("come from a secret of 160 bits that is never the same", () => {
    expect(newTotpSecret()).toMatch(/^[A-Z2-7]{32}$/);
    expect(newTotpSecret()).not.toBe(newTotpSecret());
  });

  it("are set up by a URI that names the product and the account, drawn as a QR code", () => {
    const uri = totpUri(RFC_SECRET, "ada+1@example.org");
    expect(new URL(uri)).toMatchObject({ protocol: "otpauth:", host: "totp" });
    expect(decodeURIComponent(new URL(uri).pathname)).toBe("/Gatehouse:ada+1@example.org");
    expect(Object.fromEntries(new URL(uri).searchParams)).toEqual({
      issuer: "Gatehouse",
      secret: RFC_SECRET,
      algorithm: "SHA1",
      digits: "6",
      period: "30",
    });
    expect(qrSvg(uri)).toMatch(/^<svg [^>]*>.*<\/svg>$/s);
    expect(qrSvg(uri)).not.toContain(RFC_SECRET);
  });
});

describe("recovery codes", () => {
  it("have 80 random bits, in letters that cannot be mistaken", () => {
    const codes = Array.from({ length: 200 }, newRecoveryCode);
    expect(new Set(codes).size).toBe(200);
    for (const code of codes) expect(code).toMatch(/^[0-9a-hjkmnp-tv-z]{4}(-[0-9a-hjkmnp-tv-z]{4}){3}$/);
    expect(new Set(codes.join("").replaceAll("-", "")).size).toBe(32);
  });

  it.each(["01AB-CDEF-GHJK-1100", " 01ab cdef ghjk 1100 ", "oiabcdefghjkliOO", "0Labcdefghjk1I0o"])(
    "are known again as %j",
    (typed) => {
      expect(hashRecoveryCode(typed)).toBe(hashRecoveryCode("01ab-cdef-ghjk-1100"));
      expect(hashRecoveryCode(typed)).toMatch(/^[0-9a-f]{64}$/);
    },
  );

  it("are not known again with a letter changed", () => {
    expect(hashRecoveryCode("01ab-cdef-ghjk-1101")).not.toBe(hashRecoveryCode("01ab-cdef-ghjk-1100"));
  });
});
