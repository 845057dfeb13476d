import { rmSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, inject, onTestFailed } from "vitest";
import { setClock } from "@/lib/clock";
import { env } from "@/lib/env";
import { closePrisma } from "@/lib/prisma";
import { resetDatabase } from "./database";
import { logLinesSince, logPosition } from "./logs";
import { saveRecord } from "./recorder";
import { recordStatements, saveStatements } from "./statement-record";

// Before the first connection is opened.
recordStatements();

// Every file starts with empty tables. A file whose tests disturb each other says `beforeEach(resetDatabase)` itself.
beforeAll(resetDatabase);

beforeEach(() => {
  const start = logPosition();
  onTestFailed(() => {
    process.stderr.write(
      logLinesSince(start)
        .map((line) => `${JSON.stringify(line)}\n`)
        .join(""),
    );
  });
});

afterEach(() => setClock(null));

afterAll(async () => {
  await closePrisma();
  rmSync(env.MAIL_DIR, { recursive: true, force: true });
  saveRecord(inject("project"));
  saveStatements(inject("project"));
});
