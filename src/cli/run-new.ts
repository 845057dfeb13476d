import { parseArgs } from "node:util";
import { createResource, pathsOf, planResource } from "./new/create";
import { KINDS_HELP } from "./new/kinds";
import { namesOf } from "./new/names";
import { removeResource } from "./new/remove";
import { parseResource } from "./new/resource";
import { Workspace } from "./new/workspace";
import { type Output, UsageError } from "./run-command";

const USAGE = `Usage: npm run new -- resource name field:kind …   makes a resource
         --plural words   where its plural is irregular
         --dry-run        only says what would be written
       npm run new -- remove name                  takes it away without a trace
         --force          even where its files were edited since
${KINDS_HELP}`;

const OPTIONS = {
  plural: { type: "string" },
  "dry-run": { type: "boolean", default: false },
  force: { type: "boolean", default: false },
} as const;

function read(args: string[]) {
  try {
    const { positionals, values } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
    const [command, name, ...fields] = positionals;
    return { command, name, fields, values };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

type Request = ReturnType<typeof read> & { name: string };

const listed = (what: string, paths: readonly string[]): string => paths.map((path) => `${what} ${path}\n`).join("");

async function create({ name, fields, values }: Request, out: Output, workspace: Workspace): Promise<void> {
  const resource = parseResource(name, fields, values.plural);
  const plan = await planResource(workspace, resource);
  const { made, changed } = pathsOf(plan, resource);
  if (values["dry-run"]) {
    const migration = `prisma/migrations/<time>_${resource.kebab.replaceAll("-", "_")} (both engines)`;
    out.write(listed("would write", [...made, migration]) + listed("would change", changed));
    return;
  }
  const scripts = await createResource(workspace, resource, plan);
  out.write(listed("wrote  ", [...made, ...scripts]) + listed("changed", changed));
  out.write(
    `\nNext: npm run db:migrate, then npm run dev and open /admin/${resource.plural.kebab} as an administrator.\n` +
      "It is yours to change; npm run check says what a change still needs. " +
      `Away again: npm run new -- remove ${resource.kebab}\n`,
  );
}

type Options = {
  out: Output;
  err: Output;
  root?: string;
  /** The database at hand; null where none is set. */
  databaseUrl: string | null;
};

/**
 * `npm run new`: makes a resource of its fields, or takes one away. Asks nothing.
 * @returns the exit code
 */
export async function runNew(args: string[], { out, err, root = ".", databaseUrl }: Options): Promise<number> {
  try {
    const request = read(args);
    const { command, name, values } = request;
    const workspace = new Workspace(root);
    if (name === undefined) throw new UsageError(USAGE);
    if (command === "resource") await create({ ...request, name }, out, workspace);
    else if (command === "remove") {
      const wish = { name: namesOf(name).kebab, isForced: values.force, databaseUrl };
      out.write(listed("removed", await removeResource(workspace, wish)));
    } else throw new UsageError(USAGE);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    err.write(`${error.message.trimEnd()}\n`);
    return 1;
  }
}
