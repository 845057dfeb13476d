import { describe, expect, it } from "vitest";
import { createAdmission } from "@/lib/admission";
import { AppError } from "@/lib/errors";

const tick = () => new Promise((resolve) => setTimeout(resolve, 5));

describe("createAdmission (R7)", () => {
  it("never runs more than it may, and everything in the end, in order", async () => {
    const admit = createAdmission(2, 1_000);
    const done: number[] = [];
    let running = 0;
    let most = 0;
    const work = async (index: number) => {
      running += 1;
      most = Math.max(most, running);
      await tick();
      running -= 1;
      done.push(index);
    };
    await Promise.all(Array.from({ length: 10 }, (_, index) => admit(() => work(index))));
    expect(most).toBe(2);
    expect(done).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it("answers 503 with Retry-After to who waits too long, and keeps the place of nobody", async () => {
    const admit = createAdmission(1, 10);
    let finish = () => {};
    const slow = admit(() => new Promise<void>((resolve) => (finish = resolve)));
    const error = await admit(tick).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: "SERVICE_UNAVAILABLE", headers: { "Retry-After": "2" } });
    finish();
    await slow;
    await expect(admit(() => Promise.resolve("next"))).resolves.toBe("next");
  });

  it("frees the place when the work fails", async () => {
    const admit = createAdmission(1, 10);
    await expect(admit(() => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
    await expect(admit(() => Promise.resolve("next"))).resolves.toBe("next");
  });
});
