import { spawn } from "node:child_process";
import { once } from "node:events";
import { z } from "zod";

const LOAD = "tests/bench/peers/load.js";

export type Request = {
  path: string;
  method?: "GET" | "POST";
  headers?: Readonly<Record<string, string>>;
  /** `{fresh}` in it becomes something that nobody has sent yet. */
  body?: string;
};

type Load = { url: string; connections: number; seconds: number; requests: readonly Request[] };

const outcomeSchema = z.strictObject({
  answered: z.number(),
  seconds: z.number(),
  failed: z.number(),
  p99: z.number(),
});

/** How many answers were good, in how many seconds; how many were not; and the 99th percentile in milliseconds. */
export type Outcome = z.infer<typeof outcomeSchema>;

/**
 * Loads a server for some seconds, from a process of its own.
 * @throws Error when the loader itself fails
 */
export async function load({ requests, ...rest }: Load): Promise<Outcome> {
  const child = spawn(process.execPath, [LOAD], { stdio: ["pipe", "pipe", "inherit"] });
  const said: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => said.push(chunk));
  const fresh = requests.some(({ body }) => body?.includes("{fresh}"));
  child.stdin.end(JSON.stringify({ ...rest, requests, fresh }));
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`The loader ended with ${code}.`);
  return outcomeSchema.parse(JSON.parse(Buffer.concat(said).toString()));
}
