import { once } from "node:events";
import { mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newPassphrase } from "@/cli/demo/passphrase";
import { loadEnv } from "@/lib/env-schema";
import { passwordIssue } from "@/lib/password-policy";
import { newPasswordSchema } from "@/schemas/password.schema";

const folder = mkdtempSync(join(tmpdir(), "gatehouse demo's "));
const home = process.cwd();

// The files are named once, from the folder that npm starts in.
beforeAll(() => process.chdir(folder));
afterAll(() => process.chdir(home));

describe("newPassphrase", () => {
  it("makes what the policy takes, never the same twice", () => {
    const made = Array.from({ length: 200 }, newPassphrase);
    expect(new Set(made).size).toBe(200);
    for (const password of made) {
      expect(password).toMatch(/^([a-z]{5}-){4}[a-z]{5}$/);
      expect(newPasswordSchema.parse(password)).toBe(password);
      expect(passwordIssue(password, { email: "admin@example.org", name: "Ada Lovelace" })).toBeNull();
    }
  });
});

describe("the demo's files", () => {
  it("are the owner's alone, keep the secret, and give back the facts", async () => {
    const { FILES, keepPrivate, prepareFolder, readFacts, writeFacts } = await import("@/cli/demo/files");
    const kept = join(folder, ".data/kept");
    prepareFolder();
    expect(statSync(join(folder, ".data")).mode & 0o777).toBe(0o700);
    expect(keepPrivate(kept, () => "first")).toBe("first");
    expect(keepPrivate(kept, () => "second")).toBe("first");
    expect(readFacts()).toBeNull();
    const facts = { url: "http://localhost:3000", adminEmail: "admin@example.org", adminPassword: "p" };
    writeFacts(facts);
    expect(readFacts()).toEqual(facts);
    expect(JSON.parse(readFileSync(FILES.signIn, "utf8"))).toEqual({ email: "admin@example.org", password: "p" });
    for (const file of [kept, FILES.facts, FILES.signIn]) expect(statSync(file).mode & 0o777).toBe(0o600);
    writeFileSync(FILES.facts, "{");
    expect(readFacts()).toBeNull();
  });

  it("give a configuration that production takes, from which nothing of .env is missing", async () => {
    const { demoEnvironment } = await import("@/cli/demo/environment");
    const values = demoEnvironment(() => undefined);
    const env = loadEnv(values);
    expect(env).toMatchObject({
      NODE_ENV: "production",
      PORT: 3000,
      APP_URL: "http://localhost:3000",
      SMTP_URL: undefined,
      DEV_MAILBOX: true,
    });
    const shell: Record<string, string> = { PORT: "4000", LOG_LEVEL: "info", DATABASE_URL: "mysql://x/y" };
    expect(demoEnvironment((name) => shell[name])).toMatchObject({
      APP_URL: "http://localhost:4000",
      LOG_LEVEL: "info",
      DATABASE_URL: "file:./.data/demo.db",
    });
    const collector = "http://127.0.0.1:4318";
    const traced = demoEnvironment((name) => (name === "OTEL_EXPORTER_OTLP_ENDPOINT" ? collector : undefined));
    expect(loadEnv(traced)).toMatchObject({ OTEL_EXPORTER_OTLP_ENDPOINT: collector, TELEMETRY: { traces: true } });
    const documented = readFileSync(join(import.meta.dirname, "../../.env.example"), "utf8");
    const names = [...documented.matchAll(/^# ?([A-Z_]+)=|^([A-Z_]+)=/gm)].map((match) => match[1] ?? match[2]);
    expect(Object.keys(values)).toEqual(expect.arrayContaining(names));
  });
});

describe("the demo's last words", () => {
  it("show a new password once, and quote what a shell would take apart", async () => {
    const { curlLines, lastWords } = await import("@/cli/demo/text");
    const facts = { url: "http://localhost:3000", adminEmail: "admin@example.org", adminPassword: "lusab-mahof" };
    expect(lastWords(facts, true, "grace@example.org")).toContain("lusab-mahof");
    expect(lastWords(facts, true, "grace@example.org")).toContain("http://localhost:3000/dev/mailbox");
    expect(lastWords(facts, false, "grace@example.org")).not.toContain("lusab-mahof");
    expect(curlLines(facts.url, "grace@example.org")[0]).toContain("'\\''s ");
  });
});

describe("assertPortFree", () => {
  it("names the port that is taken, and lets go of one that is free", async () => {
    const { assertPortFree } = await import("@/cli/demo/port");
    const squatter = createServer().listen(0);
    await once(squatter, "listening");
    const address = squatter.address();
    const port = typeof address === "object" && address ? address.port : 0;
    await expect(assertPortFree(port)).rejects.toThrow(`Port ${port} is taken`);
    squatter.close();
    await once(squatter, "close");
    await assertPortFree(port);
    await assertPortFree(port);
  });
});
