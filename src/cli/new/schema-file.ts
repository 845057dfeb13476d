import { format } from "@prisma/prisma-schema-wasm";
import { z } from "zod";

// No library that is kept writes a Prisma schema back as it was: comments, blanks and alignment are lost. So it is taken
// apart into its blocks here, and Prisma's own parser judges the outcome.

type Block = { keyword: string; name: string; start: number; end: number };

/** Strings and comments first, so that no brace inside of them counts. */
const TOKEN = /"(?:\\.|[^"\\])*"|\/\/[^\n]*|\{|\}|^(model|enum|generator|datasource)\s+(\w+)\s*(?=\{)/gm;

function blocksOf(schema: string): Block[] {
  const blocks: Block[] = [];
  let open: Block | null = null;
  for (const { 0: token, 1: keyword, 2: name = "", index } of schema.matchAll(TOKEN)) {
    if (keyword !== undefined) open = { keyword, name, start: index, end: -1 };
    else if (token === "}" && open) {
      blocks.push({ ...open, end: index + 1 });
      open = null;
    }
  }
  return blocks;
}

function blockOf(schema: string, keyword: string, name: string): Block {
  const found = blocksOf(schema).find((block) => block.keyword === keyword && block.name === name);
  if (!found) throw new Error(`prisma/schema.prisma has no ${keyword} ${name}.`);
  return found;
}

/** The names of all models and enums. */
export function modelNames(schema: string): string[] {
  return blocksOf(schema).map(({ name }) => name);
}

const FORMAT = {
  textDocument: { uri: "file:///schema.prisma" },
  options: { tabSize: 2, insertSpaces: true },
};
const formattedSchema = z.tuple([z.tuple([z.string(), z.string()])]);

/** Puts blocks behind all others, with their columns in line; the rest of the file stays as it is. */
export function appendBlocks(schema: string, text: string): string {
  const files = JSON.stringify([[FORMAT.textDocument.uri, text]]);
  const [[, formatted]] = formattedSchema.parse(JSON.parse(format(files, JSON.stringify(FORMAT))));
  return `${schema.trimEnd()}\n\n${formatted}`;
}

/** Takes a block away, with the comments that lead to it and the blank line before them. */
export function dropBlock(schema: string, keyword: string, name: string): string {
  const { start, end } = blockOf(schema, keyword, name);
  const head = schema.slice(0, start).replace(/(?:^\/\/\/[^\n]*\n)+$/m, "");
  return `${head.replace(/\n\n$/, "\n")}${schema.slice(end).replace(/^\n/, "")}`;
}

/** Puts a relation field behind the last line of the parent's fields. */
export function addBackField(schema: string, model: string, line: string): string {
  const { start, end } = blockOf(schema, "model", model);
  const lines = schema.slice(start, end).split("\n");
  const last = lines.findLastIndex((each) => /^\s+\w/.test(each));
  const models = modelNames(schema);
  const [, name = "", type = ""] = /^(\s+\w+\s+)(\w+)/.exec(lines[last] ?? "") ?? [];
  const own = /^\s+\w+/.exec(line)?.[0] ?? "";
  // In line with the relation above it, where there is one.
  const isRelation = models.includes(type);
  const text = isRelation ? own.padEnd(name.length - 1) + line.slice(own.length) : line;
  lines.splice(last + 1, 0, ...(isRelation ? [text] : ["", text]));
  return schema.slice(0, start) + lines.join("\n") + schema.slice(end);
}

/** The other way round. */
export function dropBackField(schema: string, model: string, field: string): string {
  const { start, end } = blockOf(schema, "model", model);
  const lines = schema.slice(start, end).split("\n");
  const at = lines.findIndex((each) => new RegExp(`^\\s+${field}\\s`).test(each));
  if (at < 0) return schema;
  const isAlone = lines[at - 1] === "" && lines[at + 1] === "";
  lines.splice(isAlone ? at - 1 : at, isAlone ? 2 : 1);
  return schema.slice(0, start) + lines.join("\n") + schema.slice(end);
}

/** A model as it is written. */
export function blockText(schema: string, model: string): string {
  const { start, end } = blockOf(schema, "model", model);
  return schema.slice(start, end);
}

export function fieldNames(schema: string, model: string): string[] {
  return [...blockText(schema, model).matchAll(/^\s+(\w+)\s/gm)].map(([, name = ""]) => name);
}

/** How many characters a field of a limited length holds. */
export function lengthOf(schema: string, model: string, field: string): number {
  const [, length] =
    new RegExp(`^\\s+${field}\\s.*@db\\.VarChar\\((\\d+)\\)`, "m").exec(blockText(schema, model)) ?? [];
  return length === undefined ? Number.POSITIVE_INFINITY : Number(length);
}
