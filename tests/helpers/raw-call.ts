import { z } from "zod";
import type { Context } from "@/server/context";
import { createCaller } from "@/server/root";

const callable = z.custom<(input: unknown) => Promise<unknown>>((value) => typeof value === "function");

/** Calls a procedure by its path with input that TypeScript would not let through, as a client may well send it. */
export function rawCall(context: Context, path: string, input: unknown): Promise<unknown> {
  let target: unknown = createCaller(context);
  for (const part of path.split(".")) target = Reflect.get(Object(target), part);
  return callable.parse(target)(input);
}
