import { addRoute, createRouter, findRoute as matchRoute, type RouterContext } from "rou3";
import { z } from "zod";
import { withImplied } from "../http/exchange";
import { appRouter } from "../root";
import { compileProcedure, type Run } from "../run-procedure";
import type { Meta, RestMapping } from "../trpc";
import { compileInputPlan, type InputPlan } from "./input-plan";

/** A procedure as REST serves and OpenAPI describes it. */
export type Operation = {
  /** `user.byId` */
  id: string;
  meta: Meta;
  rest: RestMapping;
  /** The names in the path, from left to right. */
  params: readonly string[];
  plan: InputPlan;
  output: z.ZodType;
  type: "query" | "mutation";
  run: Run;
};

export type Route = {
  /** As the first of its operations has it: `/api/users/{id}`. */
  path: string;
  methods: readonly string[];
  byMethod: ReadonlyMap<string, Operation>;
};

export type RouteTable = {
  operations: readonly Operation[];
  /** The routes by their path under `/api`, as `/users/{id}`; operations on one path share it, whatever their names. */
  routes: readonly Route[];
  find(path: string): { route: Route; params: readonly string[] } | undefined;
};

type Router = { _def: { procedures: object } };
const PARAM = /\{(\w+)\}/g;

const definitionSchema = z.object({
  type: z.enum(["query", "mutation"]),
  inputs: z.array(z.instanceof(z.ZodType)),
  output: z.instanceof(z.ZodType),
  // Held to its type by the compiler where it is written.
  meta: z.custom<Meta>((meta) => typeof meta === "object", "has no meta"),
});
const procedureSchema = z.custom<{ _def: unknown }>((value) => typeof value === "function" && "_def" in value);

function readOperation(id: string, value: unknown): Operation[] {
  const procedure = procedureSchema.parse(value);
  const parsed = definitionSchema.safeParse(procedure._def);
  if (!parsed.success) throw new Error(`${id} is not fit for REST:\n${z.prettifyError(parsed.error)}`);
  const { type, inputs, output, meta } = parsed.data;
  const { rest } = meta;
  if (rest === undefined) throw new Error(`${id} has neither meta.rest nor rest: false.`);
  if (rest === false) return [];
  const params = [...rest.path.matchAll(PARAM)].map(([, name = ""]) => name);
  const plan = compileInputPlan(id, inputs, { ...rest, params });
  return [{ id, meta, rest, params, plan, output, type, run: compileProcedure(procedure) }];
}

function groupByPath(operations: readonly Operation[]): Map<string, Map<string, Operation>> {
  const groups = new Map<string, Map<string, Operation>>();
  for (const operation of operations) {
    const { id, rest } = operation;
    let index = 0;
    const pattern = rest.path.replace(PARAM, () => `:p${index++}`);
    const byMethod = groups.get(pattern) ?? new Map<string, Operation>();
    const other = byMethod.get(rest.method);
    if (other) throw new Error(`${id} and ${other.id} are both at ${rest.method} ${rest.path}.`);
    groups.set(pattern, byMethod.set(rest.method, operation));
  }
  return groups;
}

function match(router: RouterContext<Route>, path: string) {
  // The matcher would overlook a slash at the end.
  if (path.endsWith("/") || path.includes("//")) return undefined;
  const found = matchRoute(router, "", path);
  return found && { route: found.data, params: Object.values(found.params ?? {}) };
}

/**
 * Reads the REST mapping of every procedure.
 * @throws Error naming the procedure that has none, or shares its route with another
 */
export function buildRouteTable(router: Router): RouteTable {
  const operations = Object.entries(router._def.procedures).flatMap(([id, value]) => readOperation(id, value));
  const tree = createRouter<Route>();
  const routes: Route[] = [];
  for (const [pattern, byMethod] of groupByPath(operations)) {
    const [first] = byMethod.values();
    const route = { path: `/api${first?.rest.path}`, methods: withImplied([...byMethod.keys()]), byMethod };
    routes.push(route);
    addRoute(tree, "", pattern, route);
  }
  return { operations, routes, find: (path) => match(tree, path) };
}

/** Every route of the API, read once when the process starts. */
export const routeTable: RouteTable = buildRouteTable(appRouter);
