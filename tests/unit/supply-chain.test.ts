import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { belowFloor, FLOORS, isBefore, type Lock, lockProblems, lockSchema, withoutHash } from "../helpers/supply-lock";
import { secretsIn, secretsInFiles, versionedFiles } from "../helpers/supply-secrets";

const lock = lockSchema.parse(JSON.parse(readFileSync("package-lock.json", "utf8")));
const HASH = `sha512-${"A".repeat(86)}==`;

function lockOf(entry: Record<string, unknown>, root: Record<string, unknown> = {}): Lock {
  const packages = { "": root, "node_modules/one": { version: "1.0.0", integrity: HASH, ...entry } };
  return lockSchema.parse({ lockfileVersion: 3, packages });
}

describe("S1: floors for advisories", () => {
  it("S1: no copy of a package is below its floor", () => {
    expect(belowFloor(lock)).toEqual([]);
  });

  it("S1: every floor is that of a package that is there", () => {
    const names = Object.keys(lock.packages).map((path) => path.slice(path.lastIndexOf("node_modules/") + 13));
    expect(Object.keys(FLOORS).filter((name) => !names.includes(name))).toEqual([]);
  });

  it("S1: notices a copy below its floor, wherever it is", () => {
    const deep = { ...lock, packages: { ...lock.packages, "node_modules/a/node_modules/next": { version: "16.3.2" } } };
    expect(belowFloor(lockSchema.parse(deep))).toEqual([expect.stringContaining("next@16.3.2 is below 16.3.3")]);
  });

  it("S1: takes the mended version of an older major, and none before it", () => {
    const withWs = (version: string) => lockSchema.parse({ ...lock, packages: { "node_modules/ws": { version } } });
    expect(belowFloor(withWs("7.5.11"))).toEqual([]);
    expect(belowFloor(withWs("7.5.10"))).toEqual([expect.stringContaining("ws@7.5.10 is below 7.5.11")]);
    expect(belowFloor(withWs("8.20.0"))).toEqual([expect.stringContaining("ws@8.20.0 is below 8.21.0")]);
  });

  it.each([
    ["1.2.3", "1.2.4", true],
    ["1.2.4", "1.2.4", false],
    ["1.10.0", "1.9.0", false],
    ["2.0.0", "1.9.9", false],
    ["1.2.4-rc.1", "1.2.4", true],
    ["0.9.9", "1.0.0", true],
  ])("S1: %s comes before %s: %s", (version, floor, before) => {
    expect(isBefore(version, floor)).toBe(before);
  });
});

describe("S2: the lockfile", () => {
  it("S2: names one registry, a hash everywhere, exact versions, and no new install script", () => {
    expect(lockProblems(lock)).toEqual([]);
  });

  it("S2: lacks hashes for other platforms' packages alone, and for no more of them than it does", () => {
    // .ci/complete-lock.mjs says why; a lock that is written against a full registry has none.
    expect(withoutHash(lock).length).toBeLessThanOrEqual(27);
  });

  it("S2: is the lock of package.json", () => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync("package.json", "utf8"));
    expect(lock.packages[""]).toMatchObject({ dependencies, devDependencies });
  });

  it("S2: names no registry beside it, and no token", () => {
    expect(readFileSync(".npmrc", "utf8")).not.toMatch(/registry|_auth|token/i);
  });

  it.each<[string, Record<string, unknown>]>([
    ["comes from https://elsewhere.example/one.tgz", { resolved: "https://elsewhere.example/one.tgz" }],
    ["comes from git+ssh://git@github.com/a/one.git", { resolved: "git+ssh://git@github.com/a/one.git" }],
    ["has no SHA-512", { integrity: undefined }],
    ["has no SHA-512", { integrity: "sha1-AAAA" }],
    ["has no SHA-512", { integrity: undefined, os: ["linux"] }],
    ["has no version", { version: "file:../one" }],
    ["is a link", { link: true }],
    ["has an install script", { hasInstallScript: true }],
  ])("S2: notices a package that %s", (problem, entry) => {
    expect(lockProblems(lockOf(entry))).toContain(`node_modules/one ${problem}`);
  });

  it.each(["^1.0.0", "~1.0.0", "latest", "github:a/one", "1.x"])("S2: notices the loose version %s", (range) => {
    expect(lockProblems(lockOf({}, { dependencies: { one: range } }))).toEqual([
      `one is not at an exact version: ${range}`,
    ]);
  });
});

describe("S3: the bill of materials", () => {
  const componentSchema = z.looseObject({
    name: z.string(),
    version: z.string(),
    purl: z.string().startsWith("pkg:npm/"),
    hashes: z.array(z.looseObject({ alg: z.literal("SHA-512") })).optional(),
    licenses: z.array(z.unknown()).optional(),
  });
  const bomSchema = z.looseObject({ bomFormat: z.literal("CycloneDX"), components: z.array(componentSchema) });

  it("S3: is CycloneDX, and has every package that is installed, with its licence and hash", () => {
    const options = ["--sbom-format=cyclonedx", "--sbom-type=application", "--package-lock-only"];
    const text = execFileSync("npm", ["sbom", ...options], { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
    mkdirSync("reports", { recursive: true });
    writeFileSync("reports/sbom.cdx.json", text);
    const { components } = bomSchema.parse(JSON.parse(text));
    const known = new Set(components.map(({ name, version }) => `${name}@${version}`));
    const installed = Object.entries(lock.packages).flatMap(([path, { version }]) => {
      return path === "" ? [] : [`${path.slice(path.lastIndexOf("node_modules/") + 13)}@${version}`];
    });
    // An alias is listed by the name of what it stands for.
    const missing = installed.filter((one) => !known.has(one) && !one.startsWith("@scarf/scarf@"));
    expect(missing).toEqual([]);
    const unhashed = components.filter(({ hashes }) => !hashes).length;
    expect(unhashed).toBe(withoutHash(lock).length);
    const unlicensed = components.filter(({ licenses, hashes }) => hashes && !licenses).map(({ name }) => name);
    // Both have their licence in a file alone: BSD and MIT.
    expect(unlicensed.sort()).toEqual(["parse-cache-control", "seq-queue"]);
  });
});

describe("S4: secrets in the repository", () => {
  const files = versionedFiles();

  it("S4: there are none in what is under version control", { timeout: 120_000 }, async () => {
    expect(files.length).toBeGreaterThan(300);
    expect(await secretsInFiles(files)).toEqual([]);
  });

  it("S4: there is no environment, database or key file", () => {
    const isPrivate = (path: string) =>
      /(?:^|\/)\.env(?!\.example$)|\.(?:db|sqlite|pem|key|p12|pfx)$|(?:^|\/)id_(?:rsa|ed25519)/.test(path);
    expect(files.filter(isPrivate)).toEqual([]);
    expect(["a/.env", ".env.local", "x.pem", "id_rsa"].filter(isPrivate)).toHaveLength(4);
  });

  it.each([
    [
      "a private key",
      `-----BEGIN ${"RSA"} PRIVATE KEY-----\n${"MIIEowIBAAKCAQEA".repeat(8)}\n-----END ${"RSA"} PRIVATE KEY-----`,
    ],
    ["a key of a cloud", `aws_secret_access_key = ${"wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzzzzzzzKEY".slice(0, 40)}`],
    ["a token of a forge", `token: ${"ghp"}_${"a1B2".repeat(9)}`],
    ["a password in a URL", `DATABASE_URL=mysql://${"root"}:${"correcthorse"}@db.internal.example:3306/app`],
  ])("S4: notices %s", async (_name, text) => {
    expect(await secretsIn(text, "planted.txt")).not.toEqual([]);
  });
});
