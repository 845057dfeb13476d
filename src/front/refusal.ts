import { type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { AppError } from "@/lib/errors";
import { logger } from "@/lib/logger";
import { currentRequestId, runWithRequestId } from "@/lib/request-context";
import { newRequestId } from "@/lib/request-id";
import { failure } from "@/lib/response";
import { SECURITY_FIELDS } from "@/server/http/security-fields";

type Refusal = { headers: Record<string, string>; body: string };

function refusal(error: AppError): Refusal {
  return runWithRequestId(newRequestId(), () => {
    const body = JSON.stringify(failure(error));
    logger.info({ code: error.code, reason: error.message }, "refused by the front");
    const headers = {
      ...SECURITY_FIELDS,
      ...error.headers,
      "Content-Type": "application/json",
      "Content-Length": String(Buffer.byteLength(body)),
      "X-Request-Id": currentRequestId(),
      Connection: "close",
    };
    return { headers, body };
  });
}

/** Answers with the failure's envelope; with nothing but an end to the connection once an answer has begun. */
export function refuse(response: ServerResponse, error: AppError): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { headers, body } = refusal(error);
  response.writeHead(error.status, headers).end(body);
}

/** The same as a Response. */
export function refusalResponse(error: AppError): Response {
  const { headers, body } = refusal(error);
  return new Response(body, { status: error.status, headers });
}

/** The same for what never became a request, on the bare connection, which is then closed. */
export function refuseConnection(socket: Duplex, error: AppError): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const { headers, body } = refusal(error);
  const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status]}\r\n${fields.join("")}\r\n`;
  socket.end(head + body, () => socket.destroy());
}
