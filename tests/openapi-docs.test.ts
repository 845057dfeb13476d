import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { api, fetchDocument } from "./helpers/request";

const page = await fetchDocument("GET", "/api/docs");
const links = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link = ""]) => link);

describe("GET /api/docs", () => {
  it("is a page that may load from here alone, and runs nothing inline", () => {
    expect(page.status).toBe(200);
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
    const policy = page.headers.get("content-security-policy");
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(page.text).not.toMatch(/<script>|<style|\son\w+=|style=/);
  });

  it("links to nothing that is elsewhere, or missing", async () => {
    expect(links.length).toBeGreaterThan(3);
    for (const link of links) {
      expect(link).toMatch(/^\/api\//);
      expect((await fetchDocument("GET", link)).status, link).toBe(200);
    }
  });

  it.each([
    ["swagger-ui-bundle.js", "text/javascript; charset=utf-8"],
    ["swagger-ui.css", "text/css; charset=utf-8"],
  ])("serves %s as it is, to be kept", async (name, type) => {
    const { text, headers } = await fetchDocument("GET", `/api/docs/${name}?v=1`);
    expect(text).toBe(readFileSync(`node_modules/swagger-ui-dist/${name}`, "utf8"));
    expect(headers.get("content-type")).toBe(type);
    expect(headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toBe("default-src 'none'; frame-ancestors 'none'");
  });

  it.each(["swagger-ui.js", "swagger-ui-bundle.js.map", "package.json", "index.html", "..%2f..%2fzod", "constructor"])(
    "serves no other file of that package: %s",
    async (name) => {
      expect([400, 404]).toContain((await api("GET", `/api/docs/${name}`)).status);
    },
  );

  it.each(["/api/docs?url=https://evil.example/x.json", "/api/openapi.json?x=1", "/api/docs/init.js?x=1"])(
    "refuses parameters that it does not know: %s",
    async (path) => {
      expect((await api("GET", path)).error?.code).toBe("VALIDATION_ERROR");
    },
  );
});
