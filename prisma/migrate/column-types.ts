import type { DatabaseKind } from "@/lib/db-url";
import type { Datamodel, Field } from "./dmmf";

const MYSQL_DEFAULT_TYPES: Record<string, string> = {
  String: "varchar(191)",
  Boolean: "tinyint(1)",
  Int: "int",
  BigInt: "bigint",
  Float: "double",
  Decimal: "decimal(65,30)",
  DateTime: "datetime(3)",
  Json: "json",
  Bytes: "longblob",
};

const SQLITE_TYPES: Record<string, string> = {
  String: "TEXT",
  Boolean: "BOOLEAN",
  Int: "INTEGER",
  BigInt: "BIGINT",
  Float: "REAL",
  Decimal: "DECIMAL",
  DateTime: "DATETIME",
  Json: "JSONB",
  Bytes: "BLOB",
};

/** Every native type but these is the SQL type of the same name. */
const UNSIGNED = /^Unsigned(\w+)$/;
const SIMPLE_NATIVE = new Set(
  (
    "Char VarChar TinyText Text MediumText LongText Int SmallInt MediumInt TinyInt BigInt Year Float Double Decimal " +
    "DateTime Date Time Timestamp Json Bit Binary VarBinary TinyBlob Blob MediumBlob LongBlob"
  ).split(" "),
);
const NUMBERS = new Set(["BigInt", "Decimal", "Float", "Int"]);
const INTEGERS = new Set(["Int", "SmallInt", "MediumInt", "TinyInt", "BigInt"]);

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

function mysqlType(field: Field): string | null {
  if (!field.nativeType) return MYSQL_DEFAULT_TYPES[field.type] ?? null;
  const [native, args] = field.nativeType;
  const unsigned = UNSIGNED.exec(native)?.[1];
  if (unsigned !== undefined) return INTEGERS.has(unsigned) ? `${unsigned.toLowerCase()} unsigned` : null;
  if (!SIMPLE_NATIVE.has(native)) return null;
  // A width on an integer is a display hint that databases have dropped, but for the boolean tinyint(1).
  const isFlag = native === "TinyInt" && field.type === "Boolean";
  const width = isFlag ? "1" : args.join(",");
  return native.toLowerCase() + (width === "" || width === "0" ? "" : `(${width})`);
}

/** The column's SQL type in the form that the introspection gives, or null where it cannot be expressed. */
export function columnType(field: Field, kind: DatabaseKind, enums: Datamodel["enums"]): string | null {
  if (field.isList || field.kind === "unsupported") return null;
  if (field.kind === "enum") {
    const values = enums.find((candidate) => candidate.name === field.type)?.values ?? [];
    return kind === "sqlite" ? "TEXT" : `enum(${values.map((value) => quoted(value.dbName ?? value.name)).join(",")})`;
  }
  return kind === "sqlite" ? (SQLITE_TYPES[field.type] ?? null) : mysqlType(field);
}

type FunctionDefault = { name: string };

function isFunction(value: unknown): value is FunctionDefault {
  return typeof value === "object" && value !== null && "name" in value;
}

function enumDefault(field: Field, value: string, enums: Datamodel["enums"]): string {
  const values = enums.find((candidate) => candidate.name === field.type)?.values;
  return quoted(values?.find((candidate) => candidate.name === value)?.dbName ?? value);
}

function functionDefault(name: string, kind: DatabaseKind): string | null | undefined {
  if (name === "now") return kind === "sqlite" ? "CURRENT_TIMESTAMP" : "CURRENT_TIMESTAMP(3)";
  return name === "dbgenerated" ? undefined : null;
}

/** The column's DEFAULT as SQL, null for none (Prisma's client makes uuid() and its like), undefined for "cannot". */
export function columnDefault(field: Field, kind: DatabaseKind, enums: Datamodel["enums"]): string | null | undefined {
  const value = field.default;
  if (value === undefined || value === null) return null;
  if (isFunction(value)) return functionDefault(value.name, kind);
  if (typeof value === "boolean") return kind === "sqlite" ? String(value) : String(Number(value));
  if (field.kind === "enum") return enumDefault(field, String(value), enums);
  if (NUMBERS.has(field.type)) return String(value);
  return field.type === "String" && typeof value === "string" ? quoted(value) : undefined;
}

/** Whether the column counts up by itself. */
export function isAutoIncrement(field: Field): boolean {
  return isFunction(field.default) && field.default.name === "autoincrement";
}
