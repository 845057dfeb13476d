import { describe, expect, it } from "vitest";
import { EnvError, loadEnv, readDatabaseUrl } from "@/lib/env-schema";

const SECRET = "k3Jx9-Qm2Lp7Vb4Nc8Zt1Ws6Yd5Rf0Gh-abcdef";
const production = {
  NODE_ENV: "production",
  APP_SECRET: SECRET,
  APP_URL: "https://app.example.org",
  DATABASE_URL: "mysql://user:word@127.0.0.1/app",
};

function problem(source: Record<string, string | undefined>): string {
  try {
    loadEnv(source);
  } catch (error) {
    expect(error).toBeInstanceOf(EnvError);
    return error instanceof Error ? error.message : "";
  }
  return "none";
}

describe("loadEnv", () => {
  it("needs nothing outside of production", () => {
    const values = loadEnv({});
    expect(values).toMatchObject({
      NODE_ENV: "development",
      DATABASE_URL: "file:./.data/dev.db",
      APP_URL: "http://localhost:3000",
      PORT: 3000,
      MAIL_DIR: ".data/mail",
      LOG_LEVEL: "info",
      CORS_ORIGINS: [],
    });
    expect(values.APP_SECRET[0]?.length).toBeGreaterThanOrEqual(32);
    expect(loadEnv({}).APP_SECRET).toEqual(values.APP_SECRET);
  });

  it("takes a blank variable for a missing one", () => {
    const blank = {
      DATABASE_URL: "",
      APP_SECRET: "",
      APP_URL: "",
      PORT: "",
      SMTP_URL: "",
      LOG_LEVEL: "",
      CORS_ORIGINS: "",
    };
    expect(loadEnv(blank)).toEqual(loadEnv({}));
  });

  it("is frozen, so that nobody configures by assignment", () => {
    expect(Object.isFrozen(loadEnv({}))).toBe(true);
  });

  it("takes several secrets, the first of which signs (S5)", () => {
    const older = "z9Yx8Wv7Ut6Sr5Qp4On3Ml2Kj1Ih0Gf-fedcba";
    expect(loadEnv({ APP_SECRET: ` ${SECRET} , ${older} ` }).APP_SECRET).toEqual([SECRET, older]);
  });

  it("derives APP_URL from PORT, and takes the slash off a given one", () => {
    expect(loadEnv({ PORT: "4321" }).APP_URL).toBe("http://localhost:4321");
    expect(loadEnv({ APP_URL: "https://App.Example.org/" }).APP_URL).toBe("https://app.example.org");
  });

  it("splits TRUSTED_PROXIES (T6)", () => {
    const TRUSTED_PROXIES = "10.0.0.0/8, 2001:db8::1";
    expect(loadEnv({ TRUSTED_PROXIES }).TRUSTED_PROXIES).toEqual(["10.0.0.0/8", "2001:db8::1"]);
  });

  it("splits CORS_ORIGINS", () => {
    const CORS_ORIGINS = "https://a.example.org, http://localhost:5173,";
    expect(loadEnv({ CORS_ORIGINS }).CORS_ORIGINS).toEqual(["https://a.example.org", "http://localhost:5173"]);
  });

  it.each([
    ["NODE_ENV", "staging"],
    ["DATABASE_URL", "postgres://localhost/app"],
    ["DATABASE_URL", "file:"],
    ["DATABASE_URL", "app.db"],
    ["APP_SECRET", "short"],
    ["APP_SECRET", "a".repeat(64)],
    ["APP_SECRET", `${SECRET},short`],
    ["APP_URL", "app.example.org"],
    ["APP_URL", "ftp://app.example.org"],
    ["APP_URL", "https://app.example.org/path"],
    ["APP_URL", "https://app.example.org/?q=1"],
    ["APP_URL", "javascript:alert(1)"],
    ["PORT", "0"],
    ["PORT", "65536"],
    ["PORT", "80.5"],
    ["PORT", "http"],
    ["SMTP_URL", "https://mail.example.org"],
    ["LOG_LEVEL", "loud"],
    ["LOG_FORMAT", "xml"],
    ["CORS_ORIGINS", "https://a.example.org/path"],
    ["CORS_ORIGINS", "*"],
    ["CORS_ORIGINS", "null"],
    ["CORS_ORIGINS", "https://*.example.org"],
    ["TRUSTED_PROXIES", "proxy.example.org"],
    ["TRUSTED_PROXIES", "10.0.0.0/33"],
    ["TRUSTED_PROXIES", "10.0.0.1,*"],
    ["TRUSTED_PROXIES", "fe80::1%eth0"],
    ["ALLOW_INSECURE_DATABASE", "true"],
    ["DEV_MAILBOX", "1"],
    ["REDIS_URL", "127.0.0.1:6379"],
    ["REDIS_URL", "http://127.0.0.1:6379"],
    ["REDIS_URL", "redis://"],
    ["REDIS_URL", "redis://:6379"],
    ["REDIS_URL", "redis://127.0.0.1:port"],
    ["REDIS_URL", "redis://127.0.0.1/name"],
    ["REDIS_URL", "redis://127.0.0.1?tls=true"],
    ["REDIS_URL", "redis://user:100%@127.0.0.1"],
    ["REDIS_URL", "redis://user:%ff@127.0.0.1"],
    ["ALLOW_INSECURE_REDIS", "true"],
    ["RATE_LIMIT_READS", "0"],
    ["RATE_LIMIT_READS", "off"],
    ["RATE_LIMIT_WRITES", "9"],
    ["RATE_LIMIT_WRITES", "1000001"],
    ["MAX_CONCURRENT_REQUESTS", "0"],
    ["MAX_CONCURRENT_REQUESTS", "100001"],
  ])("refuses %s=%j by name", (name, value) => {
    const message = problem({ [name]: value });
    expect(message).toMatch(new RegExp(`^The configuration is not usable:\n {2}${name}: .+\nSee .env.example`));
  });

  it("names every variable that is wrong, and repeats no secret", () => {
    const message = problem({ PORT: "x", APP_SECRET: "hunter2-hunter2", LOG_LEVEL: "x" });
    for (const name of ["PORT", "APP_SECRET", "LOG_LEVEL"]) expect(message).toContain(`  ${name}: `);
    expect(message).not.toContain("hunter2");
  });
});

describe("DEV_MAILBOX", () => {
  const isOpen = (source: Record<string, string>) => loadEnv({ APP_SECRET: SECRET, ...source }).DEV_MAILBOX;
  const here = { NODE_ENV: "production", APP_URL: "http://localhost:3000" };

  it("is on in development, unless told otherwise, or mails go out, or the server is elsewhere", () => {
    expect(isOpen({})).toBe(true);
    expect(isOpen({ DEV_MAILBOX: "no" })).toBe(false);
    expect(isOpen({ SMTP_URL: "smtp://localhost:25" })).toBe(false);
    expect(isOpen({ APP_URL: "https://app.example.org" })).toBe(false);
    expect(isOpen({ NODE_ENV: "test" })).toBe(false);
  });

  it("is off in production, unless asked for on this machine", () => {
    expect(isOpen(here)).toBe(false);
    expect(isOpen({ ...here, DEV_MAILBOX: "yes" })).toBe(true);
  });

  it("stops the start where it is asked for and would give accounts away", () => {
    const asked = { ...here, APP_SECRET: SECRET, DEV_MAILBOX: "yes" };
    expect(problem({ ...asked, SMTP_URL: "smtp://localhost:25" })).toContain("  DEV_MAILBOX: is for mails");
    expect(problem({ ...asked, APP_URL: "https://app.example.org" })).toContain("  DEV_MAILBOX: is for this machine");
  });
});

describe("loadEnv in production", () => {
  it("takes what is complete", () => {
    expect(loadEnv(production)).toMatchObject({ NODE_ENV: "production", APP_SECRET: [SECRET] });
  });

  it("S5: refuses to start without a secret", () => {
    expect(problem({ ...production, APP_SECRET: undefined })).toContain("  APP_SECRET: is missing");
    expect(problem({ ...production, APP_SECRET: " , " })).toContain("  APP_SECRET: is missing");
  });

  it("A20: refuses to start without APP_URL", () => {
    expect(problem({ ...production, APP_URL: undefined })).toContain("  APP_URL: is missing");
  });

  it("T9: refuses a clear-text database on another machine, unless told to", () => {
    const remote = { ...production, DATABASE_URL: "mysql://user:hunter2@db.example.org/app" };
    expect(problem(remote)).toContain("  DATABASE_URL: sends its traffic in clear text");
    expect(problem(remote)).not.toContain("hunter2");
    expect(problem({ ...remote, DATABASE_URL: `${remote.DATABASE_URL}?ssl=false` })).toContain("DATABASE_URL");
    expect(problem({ ...remote, DATABASE_URL: `${remote.DATABASE_URL}?ssl=true` })).toBe("none");
    expect(problem({ ...remote, ALLOW_INSECURE_DATABASE: "yes" })).toBe("none");
  });

  it("T9: refuses a clear-text Redis on another machine, unless told to", () => {
    const remote = { ...production, REDIS_URL: "redis://user:hunter2@redis.example.org:6379/0" };
    expect(problem(remote)).toContain("  REDIS_URL: sends its traffic in clear text");
    expect(problem(remote)).not.toContain("hunter2");
    expect(problem({ ...remote, REDIS_URL: "rediss://user:hunter2@redis.example.org:6379/0" })).toBe("none");
    expect(problem({ ...remote, ALLOW_INSECURE_REDIS: "yes" })).toBe("none");
    for (const host of ["localhost", "127.0.0.1", "[::1]"]) {
      expect(problem({ ...production, REDIS_URL: `redis://${host}:6379` })).toBe("none");
    }
  });

  it.each(["localhost", "127.0.0.1", "[::1]"])("takes a database on %s without TLS", (host) => {
    expect(problem({ ...production, DATABASE_URL: `mysql://user@${host}:3307/app` })).toBe("none");
  });

  it("needs nothing while Next builds, which has no secrets", () => {
    expect(problem({ NODE_ENV: "production", NEXT_PHASE: "phase-production-build" })).toBe("none");
  });
});

describe("readDatabaseUrl", () => {
  it("reads the one variable, whatever the others say", () => {
    expect(readDatabaseUrl({ DATABASE_URL: "file:x.db", PORT: "rubbish" })).toBe("file:x.db");
    expect(readDatabaseUrl({})).toBe("file:./.data/dev.db");
  });

  it("refuses another kind of database by name", () => {
    expect(() => readDatabaseUrl({ DATABASE_URL: "postgres://x" })).toThrow(/DATABASE_URL: must start with file:/);
  });
});
