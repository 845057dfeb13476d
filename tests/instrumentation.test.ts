import { afterEach, describe, expect, it, vi } from "vitest";
import { register } from "@/instrumentation";
import { prisma } from "@/lib/prisma";
import { signUp } from "@/services/auth.service";
import { PASSWORD } from "./helpers/world";

const NEWER = "20990101000000_from_the_future";
const globals = globalThis as typeof globalThis & { gatehouseBoot?: Promise<{ stop: () => Promise<void> }> };

afterEach(async () => {
  await globals.gatehouseBoot?.then(
    (booted) => booted.stop(),
    () => undefined,
  );
  delete globals.gatehouseBoot;
});

function listenToExit() {
  const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const exit = vi.spyOn(process, "exit").mockImplementation(() => {
    throw new Error("the process is gone");
  });
  return { exit, said: () => write.mock.calls.map(([chunk]) => String(chunk)).join("") };
}

describe("register", () => {
  it("boots the server's process once, and delivers mails beside the requests", async () => {
    vi.stubEnv("NEXT_RUNTIME", "nodejs");
    const { exit } = listenToExit();
    await register();
    const booted = globals.gatehouseBoot;
    expect(booted).toBeInstanceOf(Promise);
    await expect(booted).resolves.toEqual({ begin: expect.any(Function), stop: expect.any(Function) });
    await register();
    expect(globals.gatehouseBoot).toBe(booted);
    await signUp({ email: "ada@example.org", name: "Ada", password: PASSWORD });
    const delivered = () => prisma.outboxMail.count({ where: { sentAt: { not: null } } });
    await expect.poll(delivered, { timeout: 10_000 }).toBe(1);
    expect(exit).not.toHaveBeenCalled();
  });

  it.each(["edge", undefined])("leaves another runtime alone: %s", async (runtime) => {
    vi.stubEnv("NEXT_RUNTIME", runtime);
    await register();
    expect(globals.gatehouseBoot).toBeUndefined();
  });

  it("ends the process on a schema that is not ours, and says which", async () => {
    vi.stubEnv("NEXT_RUNTIME", "nodejs");
    await prisma.$executeRaw`INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
      VALUES ('future', 'x', ${NEWER}, '2099-01-01', '2099-01-01', 1)`;
    const { exit, said } = listenToExit();
    try {
      await expect(register()).rejects.toThrow("the process is gone");
    } finally {
      await prisma.$executeRaw`DELETE FROM _prisma_migrations WHERE id = 'future'`;
    }
    expect(exit.mock.calls).toEqual([[1]]);
    expect(said()).toContain(NEWER);
    expect(said()).not.toMatch(/\n\s+at /);
  });
});
