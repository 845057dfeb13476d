import { describe, expect, it } from "vitest";
import { z } from "zod";
import "@/schemas/messages.schema";

const even = z.number().refine((value) => value % 2 === 0);

describe("the sentences about a mistake", () => {
  it.each<[sentence: string, schema: z.ZodType, input: unknown]>([
    ["Required.", z.string(), undefined],
    ["Must be a text.", z.string(), 7],
    ["Must be a number.", z.number(), "7"],
    ["Must be a whole number.", z.int(), 7.5],
    ["Must be true or false.", z.boolean(), "true"],
    ["Must be a date.", z.date(), "2026-01-01"],
    ["Must be a list.", z.array(z.string()), {}],
    ["Must be an object.", z.object({}), []],
    ["Must be an object.", z.record(z.string(), z.unknown()), "{"],
    ["Must be of another type.", z.bigint(), 7],
    ["Must be at least 1 character long.", z.string().min(1), ""],
    ["Must be at least 2 characters long.", z.string().min(2), "a"],
    ["Must be at most 1 character long.", z.string().max(1), "ab"],
    ["Must be at most 2 characters long.", z.string().max(2), "abc"],
    ["Must have at least 1 item.", z.array(z.string()).min(1), []],
    ["Must have at most 2 items.", z.array(z.string()).max(2), ["a", "b", "c"]],
    ["Must be at least 1.", z.number().min(1), 0],
    ["Must be at most 100.", z.number().max(100), 101],
    ["Must be a UUID.", z.uuid(), "x"],
    ["Must be a date and time in ISO 8601, such as 2026-01-01T00:00:00.000Z.", z.iso.datetime(), "yesterday"],
    ["Does not have the right form.", z.string().regex(/^a$/), "b"],
    ["Must be one of: USER, ADMIN.", z.enum(["USER", "ADMIN"]), "ROOT"],
    ["Must be true.", z.literal(true), false],
    ["Has unknown fields.", z.strictObject({}), { surplus: 1 }],
    ["Is not valid.", even, 7],
  ])("%s", (sentence, schema, input) => {
    expect(schema.safeParse(input).error?.issues.map(({ message }) => message)).toEqual([sentence]);
  });

  it("give way to a schema's own", () => {
    const issues = z.string("Say something.").safeParse(7).error?.issues;
    expect(issues?.map(({ message }) => message)).toEqual(["Say something."]);
  });
});
