import { defineConfig } from "prisma/config";

// Only Prisma's own commands read this (studio, `migrate deploy`, …). It must load without any variable set.
const url = process.env.DATABASE_URL;
const folder = url?.startsWith("file:") ? "prisma/sqlite" : "prisma";

export default defineConfig({
  schema: `${folder}/schema.prisma`,
  migrations: { path: `${folder}/migrations` },
  ...(url ? { datasource: { url } } : {}),
});
