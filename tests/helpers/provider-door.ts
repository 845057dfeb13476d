import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export const CLIENT = { id: "gatehouse-tests", secret: "a secret / with signs+that:are%escaped" };
export const GITHUB_CLIENT = { id: "Iv1.0123456789abcdef", secret: "github-client-secret" };

type Serve = (request: IncomingMessage, response: ServerResponse) => Promise<void>;
type Door = {
  url: string;
  /** Who answers; found with the first request. */
  serve: Serve | null;
};

// Shared through globalThis: a test that resets its modules loads this file twice.
const globals = globalThis as typeof globalThis & { gatehouseProviderDoor?: Door };

/** The door of this worker. */
export function providerDoor(): Door {
  if (!globals.gatehouseProviderDoor) throw new Error("set-environment.ts has not opened the door");
  return globals.gatehouseProviderDoor;
}

/**
 * A port of this worker's own, from before lib/env is loaded, on which identity providers answer.
 * @param load sets `serve`, with the first request, as most files need no provider
 */
export async function openProviderDoor(load: () => Promise<unknown>): Promise<Door> {
  if (globals.gatehouseProviderDoor) return globals.gatehouseProviderDoor;
  const serve: Serve = async (request, response) => {
    if (door.serve === null) await load();
    await door.serve?.(request, response);
  };
  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  server.unref();
  // A TCP server's address is never a path.
  const { port } = server.address() as AddressInfo;
  const door: Door = { url: `http://127.0.0.1:${port}`, serve: null };
  globals.gatehouseProviderDoor = door;
  return door;
}

/** The variables that have the code under test know them. */
export function providerVariables({ url }: Door): Record<string, string> {
  const issuer = { id: "acme", name: "Acme", issuer: url, clientId: CLIENT.id, clientSecret: CLIENT.secret };
  return {
    OIDC_PROVIDERS: JSON.stringify([issuer]),
    OAUTH_GITHUB_CLIENT_ID: GITHUB_CLIENT.id,
    OAUTH_GITHUB_CLIENT_SECRET: GITHUB_CLIENT.secret,
    OAUTH_GITHUB_URL: url,
  };
}
