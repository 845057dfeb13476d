import { once } from "node:events";
import { createServer } from "node:net";
import { BootError } from "@/front/schema-check";

/**
 * Makes sure of the port before anything that takes time.
 * @throws BootError naming the port that is taken
 */
export async function assertPortFree(port: number): Promise<void> {
  const server = createServer();
  const listening = once(server, "listening");
  server.listen(port);
  try {
    await listening;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code !== "EADDRINUSE") throw error;
    throw new BootError(`Port ${port} is taken. Choose another one: PORT=${port + 1} npm run demo`);
  }
  server.close();
  await once(server, "close");
}
