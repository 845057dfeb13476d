import { createServer } from "node:http";
import { createContext } from "../../../src/server/context";
import { readSessionCookie } from "../../../src/server/session-cookie";

// Who is calling, and nothing else of Gatehouse.
createServer(async (request, response) => {
  const sessionToken = readSessionCookie(request.headers.cookie ?? null);
  const actor = await createContext({ sessionToken }).authenticate();
  const isKnown = actor !== null || request.url === "/api/health";
  response.writeHead(isKnown ? 200 : 401).end(actor?.userId);
}).listen(Number(process.env.PORT), "127.0.0.1");
