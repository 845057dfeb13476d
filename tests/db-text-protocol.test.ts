import { describe, expect, it } from "vitest";
import { createPrisma } from "@/lib/prisma";
import { migrateUp } from "../prisma/migrate/up";
import { testDatabaseKind } from "./helpers/database";
import { startOwnMariaDb } from "./helpers/own-mariadb";

/** What ends a text early, if anything does. */
const HOSTILE = [
  "O'Neil",
  "\\",
  "\\'",
  "' OR '1'='1",
  "\\' OR 1=1 -- ",
  '"',
  "\u0000x",
  "\n\r\u001a",
  "%_",
  "?",
  "日本 😀",
];

describe.runIf(testDatabaseKind === "mysql")("values in statements", () => {
  it.each(["NO_BACKSLASH_ESCAPES,STRICT_TRANS_TABLES", "STRICT_TRANS_TABLES"])(
    "I6: come back as they went in, and end no text, on a server with sql_mode %s",
    async (mode) => {
      const server = await startOwnMariaDb(undefined, [`--sql-mode=${mode}`]);
      if (!server) throw new Error("No MariaDB could be started.");
      await server.createDatabase("text");
      await migrateUp(server.url("text"));
      // One connection, so that none is still being made when the server goes.
      const client = createPrisma(`${server.url("text")}?connectionLimit=1`);
      const users = HOSTILE.map((name, at) => ({ email: `${at}@example.org`, name, nameKey: name }));
      await client.user.createMany({ data: users });
      for (const name of HOSTILE) {
        const found = await client.user.findMany({ where: { name }, select: { name: true } });
        expect(found, JSON.stringify(name)).toEqual([{ name }]);
        const rows = await client.$queryRaw`SELECT name FROM users WHERE name = ${name}`;
        expect(rows, JSON.stringify(name)).toEqual([{ name }]);
      }
      await client.$disconnect();
      await server.stop();
    },
    60_000,
  );
});
