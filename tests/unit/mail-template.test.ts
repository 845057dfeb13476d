import { describe, expect, it } from "vitest";
import { env } from "@/lib/env";
import { newToken } from "@/lib/token";
import { renderMail } from "@/services/mail-template";

const { token } = newToken();
const links = (text: string) => text.match(/\bhttps?:\/\/[^\s"<]+/g);

describe("renderMail", () => {
  it.each([
    ["verifyEmail", "/verify-email"],
    ["setPassword", "/reset-password"],
    ["resetPassword", "/reset-password"],
    ["confirmEmail", "/confirm-email"],
  ] as const)("%s leads to APP_URL alone, with the token in the fragment (A20, T8)", (template, path) => {
    const { subject, text, html } = renderMail({ template, data: { name: "Ada King", token } });
    expect(links(text)).toEqual([`${env.APP_URL}${path}#token=${token}`]);
    expect(new Set(links(html))).toEqual(new Set([`${env.APP_URL}${path}#token=${token}`]));
    expect(text).toContain("Ada King");
    expect(text).toMatch(/ignore this mail/);
    expect(subject).toContain("Gatehouse");
    expect(subject + html.replaceAll(`#token=${token}`, "")).not.toContain(token);
  });

  it.each([
    ["addressTaken", "/sign-in"],
    ["passwordChanged", "/forgot-password"],
    ["emailChangeRequested", "/account"],
    ["emailChanged", "/account"],
    ["accountRemoved", "/"],
    ["secondFactorOn", "/account"],
    ["secondFactorOff", "/account"],
    ["totpRemoved", "/account"],
    ["passkeyAdded", "/account"],
    ["passkeyRemoved", "/account"],
    ["apiKeyCreated", "/account"],
    ["identityLinked", "/account"],
  ] as const)("%s tells the person, without a token; its link leads to APP_URL (A20)", (template, path) => {
    const { subject, text, html } = renderMail({ template, data: { name: "Ada King" } });
    expect(links(text)).toEqual([env.APP_URL + path]);
    expect(new Set(links(html))).toEqual(new Set([env.APP_URL + path]));
    expect(text).toMatch(/^Hello Ada King, /);
    expect(text).toMatch(/If this was not you, /);
    expect(subject).toContain("Gatehouse");
  });

  it("verifyEmail says who asked, and what to do if it was not you", () => {
    const { text } = renderMail({ template: "verifyEmail", data: { name: "Ada King", token } });
    expect(text).toMatch(/^Ada King asked for an account/);
    expect(text).toMatch(/If this was not you, ignore/);
  });

  it("escapes the name in HTML", () => {
    const { html } = renderMail({ template: "resetPassword", data: { name: `<b>"A" & 'B'<b>`, token } });
    expect(html).toContain("&#60;b&#62;&#34;A&#34; &#38; &#39;B&#39;&#60;b&#62;");
    expect(html).not.toContain("<b>");
  });

  it("keeps line breaks and control characters of a name out of everything (I16)", () => {
    const name = "Ada\r\nBcc: eve\u0000\u2028\u202eKing\n";
    const { subject, text, html } = renderMail({ template: "resetPassword", data: { name, token } });
    expect(text).toMatch(/^Hello Ada Bcc: eve King, /);
    expect(`${subject}${html}`).not.toMatch(/[\r\n]/);
    expect(text.split("\n")).toHaveLength(6);
  });

  it.each(["Win at https://evil.example", "evil.example", "ｅｖｉｌ．ｅｘａｍｐｌｅ", "eve@evil", "", "\u200b"])(
    "carries no advertisement to a stranger: %j",
    (name) => {
      const { text } = renderMail({ template: "verifyEmail", data: { name, token } });
      expect(text).toMatch(/^Somebody asked/);
      expect(text).not.toContain("evil");
    },
  );

  it("lets ordinary names with dots pass", () => {
    const { text } = renderMail({ template: "verifyEmail", data: { name: "J. R. R. Tolkien Jr.", token } });
    expect(text).toMatch(/^J\. R\. R\. Tolkien Jr\. asked/);
  });
});
