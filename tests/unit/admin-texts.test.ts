import { describe, expect, it } from "vitest";
import { paragraphsOf } from "@/client/mailbox";
import { auditTexts } from "@/client/texts/audit";
import { systemTexts } from "@/client/texts/system";

describe("sizes and durations in words", () => {
  it.each([
    [0, "0 B"],
    [1_023, "1,023 B"],
    [1_024, "1 KiB"],
    [1_600, "1.6 KiB"],
    [450_000_000, "429 MiB"],
    [2_200_000_000, "2 GiB"],
    [5e15, "4,547 TiB"],
  ])("%d bytes are %s", (count, text) => {
    expect(systemTexts.bytes(count)).toBe(text);
  });

  it.each([
    [1, "1 second"],
    [59, "59 seconds"],
    [61, "1 minute"],
    [3_600, "1 hour"],
    [7_320, "2 hours 2 minutes"],
    [86_400, "1 day"],
    [90_000, "1 day 1 hour"],
  ])("%d seconds are %s", (seconds, text) => {
    expect(systemTexts.duration(seconds)).toBe(text);
  });
});

describe("what happened to an account", () => {
  it("has words for what there is, and shows the name of what only a newer release knows", () => {
    expect(auditTexts.wordingOf("session.opened")).toBe("Signed in");
    for (const type of ["session.teleported", "toString", ""]) expect(auditTexts.wordingOf(type)).toBe(type);
  });
});

describe("paragraphsOf", () => {
  it("finds the links in a mail's text, whole", () => {
    const link = "http://localhost:3000/verify-email#token=abc-DEF_123";
    expect(paragraphsOf(`Hello Ada, open:\n\n${link}\n\nIt works once.`)).toEqual([
      [{ kind: "text", text: "Hello Ada, open:" }],
      [{ kind: "link", text: link }],
      [{ kind: "text", text: "It works once." }],
    ]);
    expect(paragraphsOf(`See ${link} soon.`)[0]).toEqual([
      { kind: "text", text: "See " },
      { kind: "link", text: link },
      { kind: "text", text: " soon." },
    ]);
  });

  it("makes a link of nothing but http: and https:", () => {
    const [parts] = paragraphsOf("javascript:alert(1) data:text/html,x ftp://example.org mailto:a@example.org");
    expect(parts?.map(({ kind }) => kind)).toEqual(["text"]);
  });
});
