import { existsSync } from "node:fs";

// Before lib/env is imported, which reads the variables once.
if (existsSync(".env")) process.loadEnvFile(".env");

try {
  const { prisma, closePrisma } = await import("@/lib/prisma");
  const { seed } = await import("./seed/seed");
  const { created, present } = await seed(prisma, { users: 200 });
  process.stdout.write(`${created} users made, ${present} were there already.\n`);
  await closePrisma();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
