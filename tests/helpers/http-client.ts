import { Agent, type IncomingHttpHeaders, request } from "node:http";
import { text } from "node:stream/consumers";

export type WireRequest = { method: string; path: string; headers?: Record<string, string>; body?: string | Buffer };
export type WireAnswer = { status: number; headers: IncomingHttpHeaders; text: string };

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** Sends a request whose path nobody smooths, as fetch would. */
export async function sendTo(port: number, { method, path, headers = {}, body }: WireRequest): Promise<WireAnswer> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
    const outgoing = request(
      { agent, host: "127.0.0.1", port, method, path, headers: { ...length, ...headers } },
      (incoming) => {
        const answer = { status: incoming.statusCode ?? 0, headers: incoming.headers };
        text(incoming).then((body) => resolve({ ...answer, text: body }), reject);
      },
    );
    outgoing.once("error", reject);
    outgoing.end(body);
  });
}
