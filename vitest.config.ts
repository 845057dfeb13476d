import { defineConfig } from "vitest/config";
import { isMysqlServerAvailable } from "./tests/helpers/mysql-available.ts";
import { findRedisServer } from "./tests/helpers/redis-available.ts";
import { SummaryReporter } from "./tests/helpers/summary-reporter.ts";
import { onDatabase, project } from "./tests/helpers/vitest-projects.ts";

// Half an hour off the full one and with summer time: what takes local time for UTC fails here. Workers inherit it.
process.env.TZ = "America/St_Johns";

const MYSQL_MISSING = "the mysql suites (no mariadbd or mysqld on this machine, and TEST_MYSQL_URL is not set)";
const withMysql = isMysqlServerAvailable();
const REDIS_MISSING = "the redis suites (no redis-server on this machine)";
const withRedis = findRedisServer() !== null;

/** The same suites, whole, on one engine. */
const databaseProject = (engine: "sqlite" | "mysql") =>
  project(engine, 0, { include: ["tests/*.test.ts"], ...onDatabase(engine) });

const typecheck = { enabled: true, only: true, include: ["tests/types/*.test-d.ts"], ignoreSourceErrors: true };

/** What runs in a process of its own, where its suites drive it and V8's coverage does not see it. */
const ELSEWHERE = [
  "src/cli/{audit-verify,bundle,contract,demo,new,rename,sdk,secret-rotate,start,trace,user-admin}.ts",
  "src/cli/new/**",
  "src/lib/{otlp,tracing-sdk}.ts",
  "prisma/{generate,migrate,seed}.ts",
];

export default defineConfig({
  test: {
    reporters: [
      "default",
      new SummaryReporter([...(withMysql ? [] : [MYSQL_MISSING]), ...(withRedis ? [] : [REDIS_MISSING])]),
    ],
    projects: [
      project("unit", 0, {}),
      databaseProject("sqlite"),
      ...(withMysql ? [databaseProject("mysql")] : []),
      ...(withRedis ? [project("redis", 0, {})] : []),
      project("types", 1, { include: [], typecheck }),
      project("smoke", 3, {
        // Bounds for what hangs; what is slow is waited for.
        testTimeout: 600_000,
        hookTimeout: 900_000,
        fileParallelism: false,
        // A page takes its time where everything else is at work as well.
        expect: { poll: { timeout: 90_000 } },
      }),
      // Last of all: it judges what the suites before it have recorded.
      project("recorded", 4, {}),
    ],
    coverage: {
      provider: "v8",
      include: ["src/**/*.{ts,tsx}", "prisma/**/*.ts"],
      exclude: ["src/app/**", "src/components/**", "src/client/**", "src/generated/**", "src/types/**", ...ELSEWHERE],
      reporter: ["text-summary", "json-summary", "html"],
      reportsDirectory: "coverage",
      thresholds: { lines: 95, branches: 89 },
    },
  },
});
