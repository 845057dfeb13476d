import { z } from "zod";
import { SCOPES } from "@/schemas/permission.schema";
import { UsageError } from "../run-command";
import { CONTRACT } from "./changelog";
import { readManifests, resourceOf } from "./manifest";
import { namesOf } from "./names";
import { SCHEMA } from "./paths";
import type { OnDelete, Parent, Parents } from "./prisma-model";
import { enumNameOf } from "./prisma-model";
import type { Resource } from "./resource";
import { blockText, fieldNames, lengthOf, modelNames } from "./schema-file";
import type { Workspace } from "./workspace";

/** What the language, Prisma or the surfaces use for something of their own. */
const RESERVED =
  /^(trpc|docs|openapi|metrics|dev|api|admin|account|prisma|model|enum|type|string|int|float|boolean|decimal|bytes|json|date|date-time|big-int|error|meta|envelope|failure|success|page|user|test|helper|new|class|function|default|delete|return|import|export|const|let|var|if|else|for|while|do|switch|case|break|continue|try|catch|throw|this|super|void|null|true|false|in|of|typeof|instanceof|yield|await|async|static|public|private|protected|interface|package|implements|with|eval|arguments|undefined|symbol|object|array|map|set|promise|number|bigint|record|then|call|apply|constructor|prototype)$/;

function onDeleteOf(schema: string, model: string, isOptional: boolean): OnDelete {
  if (isOptional) return "SetNull";
  // An account can always be removed: what goes with it must not be held by something else.
  const goesWithSomething = /onDelete: Cascade/.test(blockText(schema, model));
  return model === "User" || goesWithSomething ? "Cascade" : "Restrict";
}

/**
 * The models that the resource belongs to, and what becomes of its rows without them.
 * @throws UsageError for a model that is neither User nor made here
 */
export function parentsOf(workspace: Workspace, { fields }: Resource): Parents {
  const schema = workspace.read(SCHEMA);
  const made = readManifests(workspace).map(resourceOf);
  const known = new Map([
    ["User", "name"],
    ...made.map(({ pascal, searched }) => [pascal, searched?.name ?? null] as const),
  ]);
  const parents = fields.flatMap(({ name, relation, isOptional, source }): [string, Parent][] => {
    if (!relation) return [];
    const knownBy = known.get(relation.model);
    if (knownBy === undefined) {
      const all = [...known.keys()].join(", ");
      throw new UsageError(`${source}: a row can belong to ${all}; ${relation.model} is none of them.`);
    }
    return [[name, { onDelete: onDeleteOf(schema, relation.model, isOptional), knownBy }]];
  });
  return new Map(parents);
}

const contractSchema = z.object({
  openapi: z.object({ components: z.object({ schemas: z.record(z.string(), z.unknown()) }) }),
  trpc: z.object({ procedures: z.record(z.string(), z.unknown()) }),
});

function takenNames(workspace: Workspace): string[] {
  const { openapi, trpc } = contractSchema.parse(JSON.parse(workspace.read(CONTRACT)));
  const routers = Object.keys(trpc.procedures).map((path) => namesOf(path.split(".")[0] ?? "").pascal);
  return [...modelNames(workspace.read(SCHEMA)), ...Object.keys(openapi.components.schemas), ...routers];
}

/**
 * One column holds all scopes of a key.
 * @throws UsageError with what to do first
 */
export function assertScopesFit(schema: string, { permissions }: Resource): void {
  const room = lengthOf(schema, "ApiKey", "scopes");
  if ([...SCOPES, ...Object.values(permissions)].join(" ").length <= room) return;
  throw new UsageError(
    `A key's scopes would be over ${room} characters. First make ApiKey.scopes longer in ${SCHEMA}, ` +
      "and then: npm run db:new -- longer-scopes",
  );
}

/** @throws UsageError naming what is in the way */
export function assertFree(workspace: Workspace, resource: Resource, paths: readonly string[]): void {
  const { kebab, pascal, plural, fields } = resource;
  if (RESERVED.test(kebab) || RESERVED.test(plural.kebab)) throw new UsageError(`${kebab}: this name is reserved.`);
  const enums = fields.filter(({ kind }) => kind === "enum").map((field) => enumNameOf(resource, field));
  const taken = takenNames(workspace);
  const clash = [pascal, plural.pascal, ...enums].find((name) => taken.includes(name));
  if (clash !== undefined) throw new UsageError(`${kebab}: something is called ${clash} already.`);
  assertScopesFit(workspace.read(SCHEMA), resource);
  const there = paths.find((path) => workspace.has(path));
  if (there !== undefined) throw new UsageError(`${kebab}: ${there} is there already.`);
  const known = fieldNames(workspace.read(SCHEMA), "User");
  if (known.includes(plural.camel)) throw new UsageError(`${kebab}: a User has ${plural.camel} already.`);
}
