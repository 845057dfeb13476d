const HEADER = `// Derived from prisma/schema.prisma by \`npm run db:generate\`: do not edit.
// SQLite has no native type attributes and no named foreign keys; everything else is the same.

`;

/** Strings and comments are matched first, so that nothing inside of them is taken for an attribute. */
const TOKEN = /"(?:\\.|[^"\\])*"|\/\/[^\n]*|[ \t]*@db\.\w+(?:\([^)\n]*\))?|@relation\((?:"(?:\\.|[^"\\])*"|[^")])*\)/g;
const FOREIGN_KEY_NAME = /,\s*map:\s*"[^"]*"|\bmap:\s*"[^"]*"\s*,\s*/;

function translateToken(token: string): string {
  if (token.startsWith("@relation")) return token.replace(FOREIGN_KEY_NAME, "");
  return token.trimStart().startsWith("@db.") ? "" : token;
}

/**
 * Turns the MySQL schema into the same schema for SQLite.
 * @param source the text of prisma/schema.prisma
 * @throws Error when the source has not the provider and output that it must have
 */
export function deriveSqliteSchema(source: string): string {
  const provider = /(datasource\s+\w+\s*\{[^}]*?provider\s*=\s*)"mysql"/;
  const output = /(generator\s+\w+\s*\{[^}]*?output\s*=\s*)"\.\.\/src\/generated\/mysql"/;
  if (!provider.test(source)) throw new Error('prisma/schema.prisma: the datasource\'s provider must be "mysql"');
  if (!output.test(source)) throw new Error('prisma/schema.prisma: output must be "../src/generated/mysql"');
  const body = source
    .replace(/^(?:\/\/(?!\/)[^\n]*\n|\s*\n)+/, "")
    .replace(TOKEN, translateToken)
    .replace(provider, '$1"sqlite"')
    .replace(output, '$1"../../src/generated/sqlite"');
  return HEADER + body;
}
