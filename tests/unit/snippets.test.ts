import { describe, expect, it } from "vitest";
import { lint } from "../helpers/lint";
import { complaintsOf, expand, readSnippets } from "../helpers/snippets";
import { parseSource } from "../helpers/source-file";
import { SOURCE_RULES } from "../helpers/source-rules";

const snippets = readSnippets();
const textOf = (name: string) => expand(snippets[name]?.body ?? []);

/** Each snippet where it belongs, with what the file has already. */
const FILES = {
  "src/server/routers/planted.router.ts": `import { byIdSchema } from "@/schemas/common.schema";
import { userSchema } from "@/schemas/user.schema";
import { getUser } from "@/services/user.service";
import { protectedProcedure } from "../procedures";
import { traced } from "../service-spans";
import { router } from "../trpc";

const service = traced({ getUser });

export const plantedRouter = router({
${textOf("procedure")}
});`,
  "src/services/planted.service.ts": `import { transaction } from "@/lib/db-retry";
import { AppError } from "@/lib/errors";
import type { User } from "@/schemas/user.schema";
import type { Actor } from "./actor";
import { assertCan } from "./permissions";
import { publicUserSelect, toUser } from "./user.select";

${textOf("service function")}`,
  "tests/planted.test.ts": textOf("suite"),
  "src/app/(signed-in)/planted/page.tsx": textOf("page"),
};

describe("the editor's snippets", () => {
  it("are all looked at here", () => {
    expect(Object.keys(snippets)).toEqual(["procedure", "service function", "suite", "page"]);
    expect(Object.values(FILES).join("\n")).not.toMatch(/\$\{?\d/);
  });

  it("compile as they are inserted", { timeout: 180_000 }, () => {
    expect(complaintsOf(FILES)).toEqual([]);
    const wrong = {
      "src/services/planted.service.ts": FILES["src/services/planted.service.ts"].replace("count", "total"),
    };
    expect(complaintsOf(wrong)).not.toEqual([]);
  });

  it("obey the linter and the rules of the source", async () => {
    const findings = await lint(FILES);
    expect(findings.filter(({ rule }) => !rule.endsWith("noUnresolvedImports"))).toEqual([]);
    const sources = Object.entries(FILES).map(([path, source]) => parseSource(path, source));
    expect(sources.flatMap((source) => Object.values(SOURCE_RULES).flatMap((rule) => rule(source)))).toEqual([]);
  });
});
