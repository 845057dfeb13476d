import { resolve } from "node:path";

/** The packages are those that the product itself runs on, so the root is the repository. */
const root = resolve(import.meta.dirname, "../../../..");

export default {
  poweredByHeader: false,
  turbopack: { root },
  outputFileTracingRoot: root,
  serverExternalPackages: ["@prisma/adapter-mariadb", "@prisma/client", "mariadb"],
};
