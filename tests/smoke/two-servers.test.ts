import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { call } from "../helpers/http";
import { isMysqlServerAvailable } from "../helpers/mysql-available";
import { ensureBuild, type Running, startServer, stop } from "../helpers/server-process";
import { makeAdmin, signInAdmin } from "../helpers/smoke-admin";
import { newMariaDatabase } from "../helpers/smoke-mariadb";

describe.runIf(isMysqlServerAvailable())("two servers on one MariaDB", () => {
  let database: Awaited<ReturnType<typeof newMariaDatabase>>;
  const servers: Running[] = [];

  beforeAll(async () => {
    await ensureBuild();
    database = await newMariaDatabase("gatehouse_smoke");
    const env = { DATABASE_URL: database.url };
    servers.push(await startServer({ env }), await startServer({ env }));
    await makeAdmin(servers[0]?.url ?? "", env);
  });

  afterAll(async () => {
    for (const server of servers) expect(await stop(server), server.output()).toBe(0);
    await database.stop();
  });

  it("see each other's sign-in and sign-out at once (A14)", async () => {
    const [first = "", second = ""] = servers.map(({ url }) => url);
    const cookie = await signInAdmin(first);
    expect((await call("GET", `${second}/api/users`, { cookie })).status).toBe(200);
    expect((await call("POST", `${first}/api/auth/sign-out`, { cookie, body: {} })).status).toBe(200);
    expect((await call("GET", `${second}/api/users`, { cookie })).status).toBe(401);
  });
});
