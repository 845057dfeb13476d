import { readFileSync } from "node:fs";
import nodePlop from "node-plop";
import type { View } from "./view";

const TEMPLATES = new URL("templates/", import.meta.url);

/** Where each template's text goes. */
const FILES: Readonly<Record<string, string>> = {
  schema: "src/schemas/{{kebab}}.schema.ts",
  select: "src/services/{{kebab}}.select.ts",
  service: "src/services/{{kebab}}.service.ts",
  "list-service": "src/services/{{kebab}}-list.service.ts",
  router: "src/server/routers/{{kebab}}.router.ts",
  client: "src/client/{{kebab}}.ts",
  filter: "src/client/{{kebab}}-filter.ts",
  texts: "src/client/texts/{{kebab}}.ts",
  page: "src/app/(signed-in)/admin/{{plural.kebab}}/page.tsx",
  "list-page": "src/app/(signed-in)/admin/{{plural.kebab}}/_components/{{kebab}}-list.tsx",
  table: "src/app/(signed-in)/admin/{{plural.kebab}}/_components/{{kebab}}-table.tsx",
  dialogs: "src/app/(signed-in)/admin/{{plural.kebab}}/_components/{{kebab}}-dialogs.tsx",
  fields: "src/app/(signed-in)/admin/{{plural.kebab}}/_components/{{kebab}}-fields.tsx",
  factory: "tests/helpers/resources/{{kebab}}.ts",
  tests: "tests/{{kebab}}.test.ts",
  "change-tests": "tests/{{kebab}}-change.test.ts",
  "list-tests": "tests/{{kebab}}-list.test.ts",
};

/** The resource's own files, by path. */
export async function renderFiles(view: View): Promise<Map<string, string>> {
  const plop = await nodePlop("", { destBasePath: ".", force: false });
  const files = Object.entries(FILES).map(([template, path]): [string, string] => {
    const source = readFileSync(new URL(`${template}.hbs`, TEMPLATES), "utf8");
    return [plop.renderString(path, view), plop.renderString(source, view)];
  });
  return new Map(files);
}
