import { setTimeout as sleep } from "node:timers/promises";
import { afterAll } from "vitest";
import { RateLimiter } from "@/lib/rate-limiter";
import { handleApiRequest } from "@/server/api";
import { pathAndQuery } from "@/server/http/url";
import { door } from "./door-name";
import { listenFront } from "./front";
import { sendTo, type WireAnswer } from "./http-client";
import { keepLog, logLinesSince } from "./logs";
import { NEXT_START, type Running, startServer, stop } from "./server-process";

const LOG_WITHIN_MS = 10_000;
const POLL_MS = 5;
const BODILESS = [204, 304];

const PASSED_ON = [
  "DATABASE_URL",
  "MAIL_DIR",
  "OIDC_PROVIDERS",
  "OAUTH_GITHUB_CLIENT_ID",
  "OAUTH_GITHUB_CLIENT_SECRET",
  "OAUTH_GITHUB_URL",
  "APP_SECRET",
  "APP_URL",
  "CORS_ORIGINS",
];
/** As they are now: a suite may change some before it loads this, and they are put back before its first request. */
const VARIABLES = Object.fromEntries(PASSED_ON.map((name) => [name, process.env[name]]));

let port: Promise<number> | undefined;
// Of the process, as a suite may load this module a second time.
const globals = globalThis as typeof globalThis & { gatehouseDoorServers?: Running[] };
globals.gatehouseDoorServers ??= [];
const nextServers = globals.gatehouseDoorServers;

// The worker's own end is too sudden for it to end a process that it has started.
if (door === "next") {
  afterAll(async () => {
    for (const server of nextServers.splice(0)) await stop(server, "SIGKILL");
  });
}

/** What the server writes is a log of ours as well. */
function listenToLog({ child }: Running): void {
  let rest = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    const lines = `${rest}${chunk}`.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.startsWith("{")) keepLog(line);
  });
}

async function startNext(): Promise<number> {
  const server = await startServer({
    command: NEXT_START,
    env: { ...VARIABLES, LOG_FORMAT: "json", LOG_LEVEL: "info" },
  });
  nextServers.push(server);
  listenToLog(server);
  return server.port;
}

async function open(): Promise<number> {
  if (door === "next") return startNext();
  const { server, port } = await listenFront();
  server.unref();
  return port;
}

/** Fields that a client of Node's own sets, or that a Request made up for a body. */
function fieldsOf(request: Request): Record<string, string> {
  return Object.fromEntries([...request.headers].filter(([name]) => name !== "content-length"));
}

/** What was announced is sent, also where a Request that cannot have a body only says so. */
async function bodyOf(request: Request): Promise<Buffer | undefined> {
  if (request.body !== null) return Buffer.from(await request.arrayBuffer());
  const announced = Number(request.headers.get("content-length") ?? 0);
  return announced > 0 ? Buffer.alloc(announced, " ") : undefined;
}

function toResponse({ status, headers, text }: WireAnswer): Response {
  const fields = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    for (const one of [value ?? []].flat()) if (!HOP_BY_HOP.includes(name)) fields.append(name, one);
  }
  return new Response(BODILESS.includes(status) || text === "" ? null : text, { status, headers: fields });
}

/** What is said between two ends of one connection. */
const HOP_BY_HOP = ["connection", "keep-alive", "transfer-encoding", "date"];

async function untilLogged(requestId: string, since: number): Promise<void> {
  const deadline = Date.now() + LOG_WITHIN_MS;
  const isThere = () => logLinesSince(since).some((line) => line.requestId?.split(".", 1)[0] === requestId);
  while (!isThere() && Date.now() < deadline) await sleep(POLL_MS);
}

/** Sends a request through the door, and gives the answer once it is in the log. */
export async function enter(request: Request, since: number): Promise<Response> {
  if (door === "direct") return handleApiRequest(request);
  port ??= open();
  // As in a process that has just begun to count; the other process counts an unknown address as many.
  Reflect.set(globalThis, "gatehouseRateLimiter", new RateLimiter(undefined));
  const { method, url } = request;
  const body = await bodyOf(request);
  const wire = { method, path: pathAndQuery(url), headers: fieldsOf(request), ...(body && { body }) };
  const response = toResponse(await sendTo(await port, wire));
  if (door === "next") await untilLogged(response.headers.get("x-request-id") ?? "", since);
  return response;
}
