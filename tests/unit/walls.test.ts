import { beforeAll, describe, expect, it } from "vitest";
import { type Finding, lint } from "../helpers/lint";

/** Folder (or one particular file) → what it must not import. */
const FORBIDDEN: Record<string, string[]> = {
  "src/app": [
    "@/services/user.service",
    "@/lib/prisma",
    "@/lib/env",
    "@/schemas/user.schema",
    "@/generated/mysql/client",
  ],
  "src/app/users/_components": ["@/services/user.service", "@prisma/client", "mariadb"],
  "src/components": ["@/client/provider", "@/server/root", "@/schemas/user.schema", "@trpc/client", "node:fs"],
  "src/client": ["@/services/user.service", "@/lib/errors", "@/server/context", "@/app/page", "../lib/env", "node:fs"],
  "src/server": [
    "@/lib/prisma",
    "@/lib/db-retry",
    "@/app/page",
    "@/generated/mysql/client",
    "@prisma/client",
    "next/headers",
  ],
  "src/server/context.ts": ["./middleware/auth.middleware", "./procedures", "./root", "./api", "../lib/prisma"],
  "src/server/middleware": [
    "../procedures",
    "../root",
    "../routers/user.router",
    "../rest/handler",
    "../../lib/prisma",
  ],
  "src/server/procedures.ts": ["./routers/user.router", "./root", "./rest/handler", "./api", "@/lib/prisma"],
  "src/server/routers": [
    "../root",
    "../api",
    "../rest/matcher",
    "@/lib/prisma",
    "../../services/user.service",
    "react",
  ],
  "src/server/root.ts": ["./api", "./rest/handler", "@/generated/sqlite/client"],
  "src/server/rest": ["../api", "@/lib/prisma", "../../lib/prisma", "next/server"],
  "src/server/http": ["../api", "@/lib/db-retry", "../../lib/prisma"],
  "src/server/api.ts": ["@/lib/prisma", "@/client/provider", "next/server"],
  "src/services": [
    "@/server/context",
    "@trpc/server",
    "next/headers",
    "@/types/api",
    "../server/root",
    "@prisma/client",
  ],
  "src/schemas": ["@/lib/errors", "@/services/user.service", "../lib/errors", "node:crypto", "uuid"],
  "src/lib": ["@/schemas/user.schema", "@/services/user.service", "@/server/trpc", "../server/trpc", "next/server"],
  "src/types": ["@/services/user.service", "@/server/context", "../services/user.service"],
  "src/cli": ["@/app/page", "@/client/provider", "@/components/button", "../app/page"],
  "src/front": ["@/app/page", "@/client/provider"],
  prisma: ["@/server/root", "@/app/page", "next", "@trpc/server"],
};

const ALLOWED: Record<string, string[]> = {
  "src/app": ["@/server/api", "@/client/provider", "@/components/button", "next/headers"],
  "src/server/middleware": ["../trpc", "@/services/actor", "@/lib/response"],
  "src/server/routers": ["../procedures", "@/schemas/user.schema", "@/services/user.service", "zod"],
  "src/server/rest": ["../root", "./matcher", "@/lib/response", "rou3"],
  "src/services": ["@/lib/prisma", "@/schemas/user.schema", "./actor"],
  "src/schemas": ["zod", "./common.schema"],
  "src/lib": ["@/generated/mysql/client", "./env", "@prisma/adapter-mariadb"],
  "src/cli": ["@/services/user.service", "@/lib/env", "@/server/api"],
  prisma: ["@/lib/prisma", "./migrate/up", "mariadb"],
};

/** Each import in a file of its own; a path that names a file holds all of its imports. */
function plant(table: Record<string, string[]>, prefix: string): [path: string, source: string][] {
  return Object.entries(table).flatMap(([place, imports]): [string, string][] => {
    const lines = imports.map((from, index) => `import * as planted${index} from "${from}";\nplanted${index}();`);
    if (place.endsWith(".ts")) return [[place, lines.join("\n")]];
    return lines.map((line, index) => [`${place}/${prefix}-${index}.ts`, line]);
  });
}

describe("the walls", () => {
  const refused = plant(FORBIDDEN, "refused");
  const accepted = plant(ALLOWED, "accepted");
  let findings: Finding[] = [];
  const at = (path: string) =>
    findings.filter((each) => each.path === path && each.rule.endsWith("noRestrictedImports"));

  const others: Record<string, string> = {
    "src/services/reexport.ts": `export { appRouter } from "@/server/root";`,
    "src/services/dynamic.ts": `export const load = () => import("@/server/root");`,
    "src/client/value.ts": `import { appRouter } from "@/server/root";\nappRouter();`,
    "src/client/router-type.ts": `import type { AppRouter } from "@/server/root";\nexport type Client = AppRouter;`,
    "src/client/router-as-value.ts": `import { AppRouter } from "@/server/root";\nAppRouter();`,
    "src/services/prisma-as-value.ts": `import { Prisma } from "@/generated/mysql/client";\nPrisma();`,
    "src/services/prisma-type.ts": `import type { Prisma } from "@/generated/mysql/client";\nexport type Where = Prisma.UserWhereInput;`,
  };

  beforeAll(async () => {
    findings = await lint({ ...Object.fromEntries([...refused, ...accepted]), ...others });
  });

  it.each(refused)("refuse %s", (path, source) => {
    expect(at(path)).toHaveLength(source.split("import ").length - 1);
  });

  it.each(accepted)("let through %s", (path) => {
    expect(at(path)).toEqual([]);
  });

  it.each(["src/services/reexport.ts", "src/services/dynamic.ts", "src/client/value.ts"])("refuse %s", (path) => {
    expect(at(path)).toHaveLength(1);
  });

  it("say why, and which way is open", () => {
    for (const [path] of refused)
      for (const { message } of at(path)) expect(message).toMatch(/^\w+(, \w+)* → .*: .+\.$/);
  });

  it.each(["src/client/router-as-value.ts", "src/services/prisma-as-value.ts"])(
    "let types through only: %s",
    (path) => {
      const plugin = findings.filter((each) => each.path === path && each.message.startsWith("Types only"));
      expect(plugin).toHaveLength(1);
    },
  );

  it.each(["src/client/router-type.ts", "src/services/prisma-type.ts"])("let the type through: %s", (path) => {
    expect(findings.filter((each) => each.path === path)).toEqual([]);
  });
});
