import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { ensureBuild } from "../helpers/server-process";
import { secretsIn } from "../helpers/supply-secrets";

beforeAll(ensureBuild);

const STATIC = ".next/static";

/** Names that only the server has: of variables, columns, packages. */
const SERVER_ONLY =
  /APP_SECRET|DATABASE_URL|SMTP_URL|REDIS_URL|CLIENT_SECRET|OIDC_PROVIDERS|passwordHash|password_hash|tokenHash|@prisma\/|@node-rs\/argon2|@libsql|mariadb|nodemailer|node:crypto/;

const everything = () => readdirSync(STATIC, { recursive: true, encoding: "utf8" }).map((name) => join(STATIC, name));

describe("S4: what browsers get", () => {
  const files = () => everything().filter((path) => /\.(?:js|css|json|txt|html)$/.test(path));

  it("S4: has no secret in it, and nothing of the server's", async () => {
    expect(files().length).toBeGreaterThan(5);
    for (const path of files()) {
      const text = readFileSync(path, "utf8");
      expect(await secretsIn(text, path)).toEqual([]);
      expect(SERVER_ONLY.exec(text)?.[0], path).toBeUndefined();
    }
  });

  it("S4: has no source maps (T7)", () => {
    expect(everything().filter((path) => path.endsWith(".map"))).toEqual([]);
  });
});
