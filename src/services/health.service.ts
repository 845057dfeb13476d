import { within } from "@/lib/deadline";
import { AppError } from "@/lib/errors";
import { isDraining } from "@/lib/lifecycle";
import { prisma } from "@/lib/prisma";

const READY_WITHIN_MS = 700;

/**
 * Whether this process should be sent requests: it is not stopping, and its database answers.
 * @throws AppError `SERVICE_UNAVAILABLE`
 */
export async function assertReady(): Promise<void> {
  if (isDraining()) throw new AppError("SERVICE_UNAVAILABLE", { message: "The server is stopping." });
  try {
    await within(READY_WITHIN_MS, prisma.user.findFirst({ select: { id: true } }));
  } catch (cause) {
    throw new AppError("SERVICE_UNAVAILABLE", { cause });
  }
}
