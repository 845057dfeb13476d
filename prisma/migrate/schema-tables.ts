import type { DatabaseKind } from "@/lib/db-url";
import { columnDefault, columnType, isAutoIncrement } from "./column-types";
import { type Datamodel, type Field, foreignKeyNames, hiddenDeclarations, type Model, readDatamodel } from "./dmmf";
import type { Column, ForeignKey, Index, Table } from "./table-model";

const MAX_NAME_LENGTH = 64;
const ACTIONS: Record<string, string> = {
  Cascade: "CASCADE",
  Restrict: "RESTRICT",
  NoAction: "NO ACTION",
  SetNull: "SET NULL",
  SetDefault: "SET DEFAULT",
};

/** The schema says something that our own tools cannot turn into SQL; each problem names it. */
class InexpressibleError extends Error {
  constructor(readonly problems: string[]) {
    super(`Cannot be expressed:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
  }
}

class SchemaReader {
  readonly problems: string[] = [];
  readonly #datamodel: Datamodel;
  readonly #keyNames: Map<string, string>;

  constructor(
    schema: string,
    readonly kind: DatabaseKind,
  ) {
    this.#datamodel = readDatamodel(schema);
    this.#keyNames = foreignKeyNames(schema);
    this.problems.push(...hiddenDeclarations(schema));
  }

  tables(): Table[] {
    const tables = this.#datamodel.models.map((model) => this.#table(model));
    this.#refuseImplicitRelations();
    if (this.problems.length > 0) throw new InexpressibleError(this.problems);
    return tables;
  }

  #table(model: Model): Table {
    const columns = model.fields.filter((field) => field.kind !== "object").map((field) => this.#column(model, field));
    const indexes = this.#datamodel.indexes.filter((index) => index.model === model.name);
    const primary = indexes.find((index) => index.type === "id");
    return {
      name: tableName(model),
      columns,
      primaryKey: columnNames(model, primary?.fields.map((field) => field.name) ?? []),
      indexes: indexes.filter((index) => index !== primary).map((index) => this.#index(model, index)),
      foreignKeys: model.fields
        .filter((field) => (field.relationFromFields ?? []).length > 0)
        .map((field) => this.#foreignKey(model, field)),
    };
  }

  #column(model: Model, field: Field): Column {
    const type = columnType(field, this.kind, this.#datamodel.enums);
    const fallback = columnDefault(field, this.kind, this.#datamodel.enums);
    if (type === null) this.problems.push(`the type of ${model.name}.${field.name}`);
    if (fallback === undefined) this.problems.push(`the default of ${model.name}.${field.name}`);
    return {
      name: field.dbName ?? field.name,
      type: type ?? "",
      nullable: !field.isRequired,
      default: fallback ?? null,
      autoIncrement: isAutoIncrement(field),
    };
  }

  #index(model: Model, index: Datamodel["indexes"][number]): Index {
    const columns = columnNames(
      model,
      index.fields.map((field) => field.name),
    );
    const unique = index.type === "unique";
    const fallback = `${tableName(model)}_${columns.join("_")}_${unique ? "key" : "idx"}`;
    const name = this.#checkedName(index.dbName ?? fallback, `an index of ${model.name}`);
    const plain = index.fields.every((field) => !field.length && !field.sortOrder && !field.operatorClass);
    if (!(unique || index.type === "normal") || !plain || index.algorithm) {
      this.problems.push(`index ${name} of ${model.name}: only plain and unique indexes without length or sort order`);
    }
    return { name, unique, columns };
  }

  #foreignKey(model: Model, field: Field): ForeignKey {
    const target = this.#datamodel.models.find((candidate) => candidate.name === field.type);
    if (target === undefined) throw new Error(`${model.name}.${field.name} points at the unknown model ${field.type}`);
    const columns = columnNames(model, field.relationFromFields ?? []);
    const name = this.#keyNames.get(`${model.name}.${field.name}`) ?? `${tableName(model)}_${columns.join("_")}_fkey`;
    return {
      name: this.#checkedName(name, `the foreign key of ${model.name}.${field.name}`),
      columns,
      table: tableName(target),
      references: columnNames(target, field.relationToFields ?? []),
      onDelete: ACTIONS[field.relationOnDelete ?? (field.isRequired ? "Restrict" : "SetNull")] ?? "",
      onUpdate: ACTIONS[field.relationOnUpdate ?? "Cascade"] ?? "",
    };
  }

  #checkedName(name: string, of: string): string {
    if (name.length > MAX_NAME_LENGTH) this.problems.push(`${of}: give it a name of at most 64 characters with map:`);
    return name;
  }

  #refuseImplicitRelations(): void {
    const fields = this.#datamodel.models.flatMap((model) => model.fields);
    const held = new Set(fields.filter((field) => field.relationFromFields?.length).map((field) => field.relationName));
    for (const model of this.#datamodel.models) {
      for (const field of model.fields.filter((each) => each.kind === "object" && !held.has(each.relationName))) {
        this.problems.push(`${model.name}.${field.name}: an implicit many-to-many relation; write its model out`);
      }
    }
  }
}

const tableName = (model: Model) => model.dbName ?? model.name;

function columnNames(model: Model, fields: readonly string[]): string[] {
  return fields.map((name) => model.fields.find((field) => field.name === name)?.dbName ?? name);
}

/**
 * What a Prisma schema makes of a database.
 * @param schema the text of schema.prisma; the MySQL one serves both databases
 * @throws InexpressibleError naming each thing that is outside of what our tools handle
 */
export function schemaTables(schema: string, kind: DatabaseKind): Table[] {
  return new SchemaReader(schema, kind).tables();
}
