import { defineConfig } from "vitest/config";
import { isMysqlServerAvailable } from "./tests/helpers/mysql-available.ts";
import { NamesReporter } from "./tests/helpers/names-reporter.ts";
import { takeOwnTemporaryFolder } from "./tests/helpers/temporary-folder.ts";
import { onDatabase, project } from "./tests/helpers/vitest-projects.ts";

const HOUR_MS = 3_600_000;
const withMysql = isMysqlServerAvailable();
const engines = withMysql ? (["sqlite", "mysql"] as const) : (["sqlite"] as const);

/** A figure that is missed is missed: nothing is measured again, and nothing beside it. */
const ONCE = { testTimeout: HOUR_MS, fileParallelism: false, retry: 0 } as const;

/** One measurement on one engine; what may run beside it, `tests/helpers/prove.ts` says. */
function proof(name: "fuzz" | "model" | "races" | "timing", engine: "sqlite" | "mysql", order: number) {
  return project(`${name}-${engine}`, order, {
    include: [`tests/prove/${name}.test.ts`],
    ...ONCE,
    ...onDatabase(engine),
  });
}

if (!withMysql) process.stdout.write("Not run: on MySQL (no mariadbd or mysqld, and no TEST_MYSQL_URL)\n");

/** Its servers and databases are processes of their own. */
const faults = project("faults", 100, {
  include: ["tests/prove/faults-*.test.ts"],
  hookTimeout: 300_000,
  ...ONCE,
});

/** What the contract says, whichever door a request comes in by; what is about a process of its own is not among it. */
const CONTRACT = [
  "authorisation-matrix",
  "edge-{answers,body,cors,cross-site,trpc,trpc-input,url}",
  "envelope",
  "next-internals",
  "openapi",
  "openapi-docs",
  "parity",
  "rest-{answers,input}",
  "{api-key,auth,conditional,factor,user}-requests",
];

/**
 * The suites once more, through a door that is not the handler itself. Both doors are of one group: between two groups
 * vitest 4.1 can give one pool ID to two workers at once, and so one database.
 */
function doors(name: "front" | "next") {
  const database = onDatabase("sqlite");
  return project(`doors-${name}`, 50, {
    include: CONTRACT.map((suite) => `tests/${suite}.test.ts`),
    // A server of its own starts with each file.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    ...database,
    globalSetup: [
      ...(name === "next" ? ["tests/helpers/global-setup-build.ts"] : []),
      ...[database.globalSetup ?? []].flat(),
    ],
    setupFiles: [`tests/helpers/door-${name}.ts`, ...(database.setupFiles ?? [])],
  });
}

// Proofs kill what they start, and so leave databases and mails behind.
takeOwnTemporaryFolder();

export default defineConfig({
  test: {
    reporters: ["default", new NamesReporter()],
    projects: [
      ...engines.flatMap((engine, index) =>
        (["races", "timing", "fuzz", "model"] as const).map((name, at) => proof(name, engine, 10 * index + at)),
      ),
      doors("front"),
      doors("next"),
      faults,
    ],
  },
});
