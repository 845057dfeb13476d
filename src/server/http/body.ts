import { isUtf8 } from "node:buffer";
import { AppError } from "@/lib/errors";
import { withinBudget } from "@/lib/time-budget";

const MAX_BYTES = 64 * 1024;
const JSON_TYPE = /^application\/json[ \t]*(?:;[ \t]*charset=(?:utf-8|"utf-8")[ \t]*)?;?$/i;
const IDENTITY = /^[ \t]*(?:identity)?[ \t]*$/i;

function assertMediaType(headers: Headers): void {
  if (!IDENTITY.test(headers.get("content-encoding") ?? "")) throw new AppError("UNSUPPORTED_MEDIA_TYPE");
  const type = headers.get("content-type");
  // Also without a body: a form on another site can send an empty one, but not call it JSON.
  if (type !== null && !JSON_TYPE.test(type)) throw new AppError("UNSUPPORTED_MEDIA_TYPE");
}

/** The announced length; null when there is none, as in a chunked body. */
function announcedLength(headers: Headers): number | null {
  const value = headers.get("content-length");
  if (value === null) return null;
  if (!/^\d+$/.test(value)) throw new AppError("MALFORMED_REQUEST", { message: "Content-Length is not a number." });
  if (Number(value) > MAX_BYTES) throw new AppError("PAYLOAD_TOO_LARGE");
  return Number(value);
}

/** Stops at the cap, so that no more than that is ever held. */
async function readCapped(stream: ReadableStream<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop early cancels the stream.
  for await (const chunk of stream) {
    size += chunk.byteLength;
    if (size > MAX_BYTES) throw new AppError("PAYLOAD_TOO_LARGE");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function readBytes(request: Request, length: number | null): Promise<Buffer> {
  if (length === 0) return Buffer.alloc(0);
  if (length === null) return request.body ? readCapped(request.body) : Buffer.alloc(0);
  // An HTTP server reads no more than was announced, and this is its fast way. The cap is for whoever builds a Request.
  const bytes = Buffer.from(await request.arrayBuffer());
  if (bytes.byteLength > MAX_BYTES) throw new AppError("PAYLOAD_TOO_LARGE");
  return bytes;
}

async function readAll(request: Request): Promise<Buffer> {
  const length = announcedLength(request.headers);
  try {
    return await withinBudget(() => readBytes(request, length));
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError("MALFORMED_REQUEST", { message: "The body did not arrive whole.", cause: error });
  }
}

/**
 * Reads the body of a request whose method has one, as text.
 * @returns "" when there is none
 * @throws AppError `UNSUPPORTED_MEDIA_TYPE`, `PAYLOAD_TOO_LARGE` (an announced length is refused before reading) or
 * `MALFORMED_REQUEST` when it is not UTF-8
 */
export async function readJsonText(request: Request): Promise<string> {
  assertMediaType(request.headers);
  const bytes = await readAll(request);
  if (bytes.byteLength === 0) return "";
  if (!request.headers.has("content-type")) throw new AppError("UNSUPPORTED_MEDIA_TYPE");
  if (!isUtf8(bytes)) throw new AppError("MALFORMED_REQUEST", { message: "The body is not UTF-8." });
  return bytes.toString("utf8");
}

async function isEmpty(stream: ReadableStream<Uint8Array>): Promise<boolean> {
  for await (const chunk of stream) if (chunk.byteLength > 0) return false;
  return true;
}

function isAnnounced(headers: Headers): boolean {
  return headers.has("transfer-encoding") || (headers.get("content-length") ?? "0") !== "0";
}

function unexpected(method: string): AppError {
  return new AppError("MALFORMED_REQUEST", { message: `A ${method} request has no body.` });
}

/** Asking a GET for its body would cost more than the whole rest: where none was announced there is none. */
export function hasNone({ headers, method }: Request): boolean {
  return (method === "GET" || method === "HEAD") && !isAnnounced(headers);
}

/**
 * For methods that have no body: one that comes nevertheless is refused rather than ignored.
 * @throws AppError `MALFORMED_REQUEST`
 */
export async function assertNoBody(request: Request): Promise<void> {
  const { headers, method } = request;
  if (isAnnounced(headers)) throw unexpected(method);
  const mayHaveOne = headers.get("content-length") === null && !hasNone(request);
  if (mayHaveOne && request.body && !(await isEmpty(request.body))) throw unexpected(method);
}
