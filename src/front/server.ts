import { createServer, IncomingMessage, type RequestListener, type Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { getRequestListener } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { isDraining } from "@/lib/lifecycle";
import { logger } from "@/lib/logger";
import { answerApiRequest, refuseApiRequest } from "@/server/api";
import { type Answer, toResponse } from "@/server/http/answer";
import { setPeer } from "@/server/http/peer";
import { createLoad, type Load } from "./load";
import { watchPage } from "./page-observation";
import { refusalResponse, refuse, refuseConnection } from "./refusal";
import { readTarget } from "./target";

const LIMITS = {
  /** Twice the longest URL that the API takes. */
  maxHeaderSize: 16_384,
  headersTimeout: 7_000,
  /** For the whole request: the largest body is 64 KiB. */
  requestTimeout: 8_000,
  /** Longer than load balancers keep an idle connection, so that they never meet one that is just being closed. */
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 500,
  // Checked here, to be answered with an envelope.
  requireHostHeader: false,
};
const ONE_YEAR_SECONDS = 31_536_000;
const overHttps = env.APP_URL.startsWith("https://");
const PAGE_METHODS = ["GET", "HEAD"];

type LoadHandler = () => Promise<RequestListener>;
type Doors = { api: RequestListener; pages: LoadHandler };

const CLIENT_ERRORS: Record<string, string> = {
  HPE_HEADER_OVERFLOW: "The header is too large.",
  ERR_HTTP_REQUEST_TIMEOUT: "The request took too long to arrive.",
};

/** At once, and with the fields and the shape that the client would get from the procedure. */
function refuseOverload(request: Request): Promise<Answer> {
  const message = "The server has too much to do right now. Try again shortly.";
  return refuseApiRequest(request, new AppError("SERVICE_UNAVAILABLE", { message, headers: { "Retry-After": "1" } }));
}

function write(answer: Answer, outgoing: ServerResponse): Response {
  outgoing.writeHead(answer.status, answer.fields);
  outgoing.end(answer.body);
  return RESPONSE_ALREADY_SENT;
}

function createApi(load: Load) {
  return getRequestListener(
    async (request, { incoming, outgoing }) => {
      // Over HTTP/2 there would be other types; this server speaks HTTP/1.1.
      if (!(incoming instanceof IncomingMessage && outgoing instanceof ServerResponse)) {
        return toResponse(await answerApiRequest(request));
      }
      // There is an address until the connection is gone.
      setPeer(request, incoming.socket.remoteAddress ?? "");
      const answer = load.admit(incoming, outgoing) ? answerApiRequest(request) : refuseOverload(request);
      return write(await answer, outgoing);
    },
    {
      // Next has its own ideas about these two.
      overrideGlobalObjects: false,
      errorHandler: (cause) => refusalResponse(new AppError("INTERNAL_ERROR", { cause })),
    },
  );
}

async function servePage(pages: LoadHandler, incoming: IncomingMessage, outgoing: ServerResponse) {
  if (!PAGE_METHODS.includes(incoming.method ?? "")) {
    refuse(outgoing, new AppError("METHOD_NOT_ALLOWED", { headers: { Allow: PAGE_METHODS.join(", ") } }));
    return;
  }
  if (overHttps) outgoing.setHeader("Strict-Transport-Security", `max-age=${ONE_YEAR_SECONDS}; includeSubDomains`);
  try {
    const handler = await pages();
    await handler(incoming, outgoing);
  } catch (error) {
    logger.error({ err: error, path: incoming.url }, "a page failed");
    refuse(outgoing, new AppError("INTERNAL_ERROR"));
  }
}

function serve({ api, pages }: Doors, incoming: IncomingMessage, outgoing: ServerResponse): void {
  if (isDraining()) outgoing.shouldKeepAlive = false;
  if (incoming.headersDistinct.host?.length !== 1) {
    refuse(
      outgoing,
      new AppError("MALFORMED_REQUEST", { message: "The Host field is missing, or there are several." }),
    );
    return;
  }
  const { door, url } = readTarget(incoming.url ?? "");
  if (door === "pages") {
    incoming.url = url;
    watchPage(incoming, outgoing, () => servePage(pages, incoming, outgoing));
    return;
  }
  // In absolute form, so that the origin is the configured one, whatever the Host field says.
  incoming.url = env.APP_URL + url;
  void api(incoming, outgoing);
}

function onClientError(error: NodeJS.ErrnoException, socket: Duplex, answering: ServerResponse | undefined): void {
  // Nothing may be written into the middle of another answer.
  if (error.code === "ECONNRESET" || answering?.headersSent) {
    socket.destroy();
    return;
  }
  const message = CLIENT_ERRORS[error.code ?? ""] ?? "This is not HTTP.";
  refuseConnection(socket, new AppError("MALFORMED_REQUEST", { message, cause: error }));
}

/**
 * The HTTP server: `/api` goes to handleApiRequest, everything else to the pages, once they are there.
 * What comes while `load` is full is answered 503 at once. Upgrades are not offered: without a listener Node answers them like any other request.
 */
export function createFront(pages: LoadHandler, load: Load = createLoad(env.MAX_CONCURRENT_REQUESTS)): Server {
  const doors = { api: createApi(load), pages };
  const answers = new WeakMap<Duplex, ServerResponse>();
  const server = createServer(LIMITS, (incoming, outgoing) => {
    const { socket } = incoming;
    answers.set(socket, outgoing);
    outgoing.once("close", () => {
      if (answers.get(socket) === outgoing) answers.delete(socket);
      if (!server.listening) server.closeIdleConnections();
    });
    serve(doors, incoming, outgoing);
  });
  server.on("clientError", (error, socket) => onClientError(error, socket, answers.get(socket)));
  server.on("connect", (_request, socket) => refuseConnection(socket, new AppError("METHOD_NOT_ALLOWED")));
  server.on("checkExpectation", (_request, outgoing) => refuse(outgoing, new AppError("MALFORMED_REQUEST")));
  return server;
}
