import { z } from "zod";
import type { Definition } from "./procedure-rules";
import { fieldsOf, type Input, innermost } from "./samples";

type BadInput = {
  name: string;
  input: Input;
  /** The field that is to blame. */
  field: string;
  /** False for what a URL cannot say: a missing path parameter, or a text that is none. */
  inUrl: boolean;
};

/** A value that the field does not take, and whether it can be sent as text. */
function wrongValue(schema: z.ZodType): { value: unknown; isText: boolean } {
  const inner = innermost(schema);
  if (inner instanceof z.ZodNumber || inner instanceof z.ZodBoolean) return { value: "x", isText: true };
  if (inner instanceof z.ZodEnum) return { value: "NO_SUCH_CHOICE", isText: true };
  if (inner instanceof z.ZodUUID) return { value: "x", isText: true };
  return { value: 7, isText: false };
}

/** Inputs that the procedure must refuse, derived from its schema and from one that it takes. */
export function badInputs(definition: Definition, good: Input): BadInput[] {
  const rest = definition.meta?.rest || undefined;
  const inPath = (field: string) => rest?.path.includes(`{${field}}`) ?? false;
  const hasBody = rest !== undefined && ["POST", "PUT", "PATCH"].includes(rest.method);
  const bad: BadInput[] = [{ name: "an unknown key", field: "surplus", input: { ...good, surplus: "1" }, inUrl: true }];
  for (const [field, schema] of fieldsOf(definition)) {
    const { value, isText } = wrongValue(schema);
    const input = { ...good, [field]: value };
    bad.push({ name: `the wrong type of ${field}`, field, input, inUrl: isText || (hasBody && !inPath(field)) });
    if (schema.safeParse(undefined).success) continue;
    const { [field]: _left, ...without } = good;
    bad.push({ name: `no ${field}`, field, input: without, inUrl: !inPath(field) });
  }
  return bad;
}
