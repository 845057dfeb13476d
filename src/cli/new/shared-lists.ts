import {
  type ArrayLiteralExpression,
  type Node,
  type ObjectLiteralExpression,
  Project,
  type SourceFile,
  SyntaxKind,
} from "ts-morph";
import type { Resource } from "./resource";
import { tidy } from "./tools";

/** One entry of one list that all resources share. */
type Entry = {
  file: string;
  /** The constant that holds the list, and the property of it where it is inside of one: `ROLE_PERMISSIONS.ADMIN`. */
  list: string;
  /** What it is known by: the property's name, the whole element, or a value inside of it. */
  key: string;
  /** As code; of a property without its name. */
  code: string;
  import?: { name: string; from: string };
};

type List = ArrayLiteralExpression | ObjectLiteralExpression;

function parse(text: string): SourceFile {
  return new Project({ useInMemoryFileSystem: true }).createSourceFile("list.ts", text);
}

/** The list itself, inside of `as const`, `satisfies` or the call that takes it. */
function literalIn(node: Node | undefined): List | undefined {
  if (!node) return undefined;
  const array = node.asKind(SyntaxKind.ArrayLiteralExpression) ?? node.asKind(SyntaxKind.ObjectLiteralExpression);
  if (array) return array;
  const call = node.asKind(SyntaxKind.CallExpression);
  if (call) return literalIn(call.getArguments()[0]);
  return literalIn(
    node.asKind(SyntaxKind.AsExpression)?.getExpression() ??
      node.asKind(SyntaxKind.SatisfiesExpression)?.getExpression(),
  );
}

function listIn(source: SourceFile, { file, list }: Entry): List {
  const [name = "", property] = list.split(".");
  const whole = literalIn(source.getVariableDeclaration(name)?.getInitializer());
  const inner =
    property === undefined ? whole : whole?.asKind(SyntaxKind.ObjectLiteralExpression)?.getProperty(property);
  const found = literalIn(inner?.asKind(SyntaxKind.PropertyAssignment)?.getInitializer() ?? inner);
  if (!found) throw new Error(`${file} has no list called ${list} any more: it was changed by hand.`);
  return found;
}

/** Puts the entry at the end of its list, and its import among the others. */
export function addEntry(text: string, entry: Entry): string {
  const source = parse(text);
  const list = listIn(source, entry);
  const array = list.asKind(SyntaxKind.ArrayLiteralExpression);
  if (array) array.addElement(entry.code);
  else
    list
      .asKind(SyntaxKind.ObjectLiteralExpression)
      ?.addPropertyAssignment({ name: entry.key, initializer: entry.code });
  const { import: wanted } = entry;
  if (wanted) source.addImportDeclaration({ moduleSpecifier: wanted.from, namedImports: [wanted.name] });
  return source.getFullText();
}

function dropFromArray(array: ArrayLiteralExpression, key: string): void {
  const at = array
    .getElements()
    .findIndex((element) => element.getText() === key || element.getText().includes(`: ${key}`));
  if (at >= 0) array.removeElement(at);
}

const bare = (name: string): string => name.replace(/^["']|["']$/g, "");

function dropFromObject(object: ObjectLiteralExpression, key: string): void {
  const properties = object.getProperties();
  const found = properties.find(
    (each) => bare(each.asKind(SyntaxKind.PropertyAssignment)?.getName() ?? "") === bare(key),
  );
  found?.remove();
}

/** Takes the entry out again, whatever else was changed since; nothing where it is gone already. */
export function dropEntry(text: string, entry: Entry): string {
  const source = parse(text);
  const list = listIn(source, entry);
  const array = list.asKind(SyntaxKind.ArrayLiteralExpression);
  if (array) dropFromArray(array, entry.key);
  const object = list.asKind(SyntaxKind.ObjectLiteralExpression);
  if (object) dropFromObject(object, entry.key);
  if (entry.import) source.getImportDeclaration(entry.import.from)?.remove();
  return source.getFullText();
}

/** Every shared list that a resource is in. */
export function entriesOf({ camel, kebab, plural, permissions }: Resource): Entry[] {
  const path = `/admin/${plural.kebab}`;
  const granted = Object.values(permissions).flatMap((permission): Entry[] => {
    const code = `"${permission}"`;
    const entry = { key: code, code };
    return [
      { file: "src/schemas/permission.schema.ts", list: "PERMISSIONS", ...entry },
      { file: "src/schemas/permission.schema.ts", list: "SCOPES", ...entry },
      { file: "src/services/permissions.ts", list: "ROLE_PERMISSIONS.ADMIN", ...entry },
    ];
  });
  const words = [
    { key: `"${permissions.read}"`, code: `{ name: "Read all ${plural.words}", text: "All that is known of each." }` },
    {
      key: `"${permissions.write}"`,
      code: `{ name: "Create, change and remove ${plural.words}", text: "Whoever they belong to." }`,
    },
  ];
  return [
    ...granted,
    ...words.map((each) => ({ file: "src/client/texts/account-api-keys.ts", list: "scopes", ...each })),
    {
      file: "src/server/root.ts",
      list: "bareRouter",
      key: camel,
      code: `${camel}Router`,
      import: { name: `${camel}Router`, from: `./routers/${kebab}.router` },
    },
    {
      file: "src/client/texts/resource-pages.ts",
      list: "resourcePages",
      key: `"${path}"`,
      code: `{ path: "${path}", label: "${plural.title}" }`,
    },
    {
      file: "tests/helpers/resources.ts",
      list: "RESOURCES",
      key: `${camel}Resource`,
      code: `${camel}Resource`,
      import: { name: `${camel}Resource`, from: `./resources/${kebab}` },
    },
  ];
}

type Edit = { edit: (text: string, entry: Entry) => string; root: string };

/** The text of each file with shared lists after an edit of every entry of the resource, tidied. */
export function editLists(
  resource: Resource,
  read: (file: string) => string,
  { edit, root }: Edit,
): Map<string, string> {
  const entries = entriesOf(resource);
  const edited = [...new Set(entries.map(({ file }) => file))].map((file): [string, string] => {
    const own = entries.filter((entry) => entry.file === file);
    return [file, tidy(own.reduce(edit, read(file)), file, root)];
  });
  return new Map(edited);
}
