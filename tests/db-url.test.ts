import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { databaseKind, mariaDbPool } from "@/lib/db-url";
import { EnvError } from "@/lib/env-schema";

const URL_START = "mysql://app:word@db.example.org/gatehouse";

describe("databaseKind", () => {
  it.each([
    ["file:./.data/app.db", "sqlite"],
    ["file:/srv/app.db", "sqlite"],
    ["mysql://localhost/app", "mysql"],
    ["mariadb://localhost/app", "mysql"],
  ])("takes %s for %s", (url, kind) => {
    expect(databaseKind(url)).toBe(kind);
  });
});

describe("mariaDbPool", () => {
  it("bounds every wait, also when the URL says nothing of it", () => {
    expect(mariaDbPool(URL_START)).toMatchObject({
      host: "db.example.org",
      port: 3306,
      user: "app",
      password: "word",
      database: "gatehouse",
      acquireTimeout: 750,
      socketTimeout: 3_500,
      connectionLimit: 10,
      prepareCacheLength: 100,
      ssl: false,
      allowPublicKeyRetrieval: false,
      timezone: "Z",
    });
  });

  it("decodes what had to be escaped in the URL", () => {
    const pool = mariaDbPool("mysql://a%40b:p%2Fw%3A%23@127.0.0.1:3307/my%2Ddb");
    expect(pool).toMatchObject({ user: "a@b", password: "p/w:#", port: 3307, database: "my-db" });
  });

  it("takes an IPv6 host out of its brackets", () => {
    expect(mariaDbPool("mysql://root@[::1]:3306/app").host).toBe("::1");
  });

  it("takes the pool's settings from the parameters", () => {
    const url = `${URL_START}?acquireTimeout=250&socketTimeout=900&connectTimeout=300&connectionLimit=3&prepareCacheLength=0&allowPublicKeyRetrieval=true`;
    expect(mariaDbPool(url)).toMatchObject({
      acquireTimeout: 250,
      socketTimeout: 900,
      connectTimeout: 300,
      connectionLimit: 3,
      prepareCacheLength: 0,
      allowPublicKeyRetrieval: true,
    });
  });

  it("asks for TLS with a checked certificate, by our own authority where one is named", () => {
    expect(mariaDbPool(`${URL_START}?ssl=true`).ssl).toEqual({ rejectUnauthorized: true });
    const file = join(tmpdir(), `ca-${process.pid}.pem`);
    writeFileSync(file, "a certificate");
    expect(mariaDbPool(`${URL_START}?ssl=true&sslCa=${file}`).ssl).toEqual({
      rejectUnauthorized: true,
      ca: "a certificate",
    });
  });

  it.each([
    ["?acquireTimeout=0", /acquireTimeout must be a whole number from 100 to 10000/],
    ["?acquireTimeout=99999999", /acquireTimeout/],
    ["?socketTimeout=1.5", /socketTimeout/],
    ["?socketTimeout=", /socketTimeout/],
    ["?connectionLimit=many", /connectionLimit must be a whole number from 1 to 100/],
    ["?connectionLimit=-1", /connectionLimit/],
    ["?prepareCacheLength=1001", /prepareCacheLength must be a whole number from 0 to 1000/],
    ["?ssl=maybe", /ssl must be true or false/],
    ["?ssl=true&sslCa=/no/such/file.pem", /sslCa names \/no\/such\/file.pem, which does not exist/],
    ["?sslMode=DISABLED", /unknown parameter sslMode/],
    ["?allowPublicKeyRetrieval=yes", /allowPublicKeyRetrieval must be true or false/],
    ["?sslCa=/no/such/file.pem", /sslCa needs ssl=true/],
    ["?ssl=true&ssl=false", /ssl is given twice/],
  ])("refuses %s", (query, message) => {
    expect(() => mariaDbPool(URL_START + query)).toThrow(EnvError);
    expect(() => mariaDbPool(URL_START + query)).toThrow(message);
  });

  it.each(["mysql://app@localhost", "mysql://app@localhost/"])("refuses %s, which names no database", (url) => {
    expect(() => mariaDbPool(url)).toThrow(/name of the database is missing/);
  });

  it.each(["mysql://", "mysql://app:word@:3306/x", "mysql://app:word@host:port/app", "mysql://app:%zz@localhost/app"])(
    "refuses %s with one message that names the variable and repeats nothing of it",
    (url) => {
      expect(() => mariaDbPool(url)).toThrow(EnvError);
      expect(() => mariaDbPool(url)).toThrow(/^DATABASE_URL: /);
    },
  );
});
