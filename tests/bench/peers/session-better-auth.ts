import { createServer } from "node:http";
import { betterAuth } from "better-auth";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { fromNodeHeaders } from "better-auth/node";
import { prisma } from "./database";

// On the very rows that Gatehouse reads. The cache in the cookie is off, as it is by default: an end would hold late.
const auth = betterAuth({
  database: prismaAdapter(prisma, { provider: "mysql" }),
  baseURL: process.env.APP_URL,
  secret: process.env.APP_SECRET,
  telemetry: { enabled: false },
  // Only sessions are read here; of its other tables there are none.
  advanced: { database: { validateSchema: false } },
  user: { fields: { emailVerified: "emailVerifiedAt" } },
  session: { fields: { token: "tokenHash", updatedAt: "lastSeenAt", ipAddress: "ip" } },
});

createServer(async (request, response) => {
  const session = await auth.api.getSession({ headers: fromNodeHeaders(request.headers) });
  const isKnown = session !== null || request.url === "/api/health";
  response.writeHead(isKnown ? 200 : 401).end(session?.user.id);
}).listen(Number(process.env.PORT), "127.0.0.1");
