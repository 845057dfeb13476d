import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { expectEnvelope, expectNothingInternal, type WireEnvelope } from "./envelope";

type RawAnswer = { status: number; head: string; body: string; envelope: () => WireEnvelope };

function parse(answer: string): RawAnswer {
  const end = answer.indexOf("\r\n\r\n");
  const [head, body] = [answer.slice(0, end), answer.slice(end + 4)];
  return {
    status: Number(head.split(" ")[1]),
    head,
    body,
    envelope() {
      expectNothingInternal(body);
      const envelope = expectEnvelope(JSON.parse(body));
      if (!head.toLowerCase().includes(`x-request-id: ${envelope.meta.requestId}`))
        throw new Error(`no such ID: ${head}`);
      return envelope;
    },
  };
}

/** Writes bytes to a server as no client would, and reads what comes until the connection ends. */
export async function sendRaw(port: number, bytes: string): Promise<RawAnswer> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.write(bytes, "latin1");
  return parse(await text(socket));
}

/** A request line and fields, with `Connection: close` so that the answer has an end. */
export function rawRequest(line: string, fields: string[] = ["Host: localhost"]): string {
  return `${[`${line} HTTP/1.1`, ...fields, "Connection: close"].join("\r\n")}\r\n\r\n`;
}
