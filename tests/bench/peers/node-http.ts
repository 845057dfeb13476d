import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createUser, findUser, listUsers } from "./database";

function send(response: ServerResponse, status: number, data: unknown): void {
  const body = JSON.stringify(data);
  response.writeHead(status, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) });
  response.end(body);
}

async function bodyOf(request: IncomingMessage) {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString());
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url ?? "";
  if (path === "/api/health") return send(response, 200, { status: "live" });
  if (path === "/api/users" && request.method === "POST")
    return send(response, 201, await createUser(await bodyOf(request)));
  if (path === "/api/users") return send(response, 200, await listUsers());
  const user = await findUser(path.slice("/api/users/".length));
  return user ? send(response, 200, user) : send(response, 404, { error: "not found" });
}

createServer((request, response) => {
  answer(request, response).catch(() => send(response, 500, { error: "failed" }));
}).listen(Number(process.env.PORT), "127.0.0.1");
