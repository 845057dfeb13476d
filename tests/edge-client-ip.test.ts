import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { prisma } from "@/lib/prisma";
import { handleApiRequest } from "@/server/api";
import { setPeer } from "@/server/http/peer";
import { makeUser, PASSWORD } from "./helpers/world";

const PROXY = "10.1.2.3";
const STRANGER = "198.51.100.7";

function requestOf(forwarded?: string | null): Request {
  const headers: Record<string, string> = typeof forwarded === "string" ? { "x-forwarded-for": forwarded } : {};
  return new Request("http://localhost:3000/api/health", { headers });
}

async function underProxies(networks: string) {
  vi.stubEnv("TRUSTED_PROXIES", networks);
  vi.resetModules();
  const { clientIpOf, setPeer: note } = await import("@/server/http/peer");
  return (peer: string, forwarded?: string | null) => {
    const request = requestOf(forwarded);
    note(request, peer);
    return clientIpOf(request);
  };
}

beforeEach(() => vi.resetModules());
afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

describe("the client's address (T6)", () => {
  it("T6: is the peer's where no proxy is configured, whatever is forwarded", async () => {
    const clientIp = await underProxies("");
    for (const peer of [STRANGER, PROXY, "127.0.0.1"]) expect(clientIp(peer, "203.0.113.9")).toBe(peer);
    expect(clientIp("", "203.0.113.9")).toBeNull();
  });

  it("T6: is the peer's where the peer is no proxy of ours, as anybody can send the field", async () => {
    const clientIp = await underProxies("10.0.0.0/8");
    expect(clientIp(STRANGER, "203.0.113.9")).toBe(STRANGER);
    expect(clientIp("", "203.0.113.9")).toBeNull();
  });

  it.each([
    ["203.0.113.9", "203.0.113.9"],
    // What stands to the left of the last stranger was sent by that stranger.
    ["192.0.2.66, 203.0.113.9", "203.0.113.9"],
    ["10.9.9.9, 203.0.113.9, 10.0.0.4,10.0.0.5", "203.0.113.9"],
    ["203.0.113.9, 2001:db8::1", "203.0.113.9"],
    ["203.0.113.9, ::ffff:10.0.0.4", "203.0.113.9"],
    ["2001:db8:1::9", "2001:db8:1::9"],
    ["rubbish, 203.0.113.9", "203.0.113.9"],
  ])("T6: behind a proxy of ours, %j comes from %s", async (forwarded, expected) => {
    expect((await underProxies("10.0.0.0/8, 2001:db8::1"))(PROXY, forwarded)).toBe(expected);
  });

  it.each([
    null,
    "",
    ",",
    "10.0.0.4",
    "rubbish",
    "203.0.113.9, rubbish",
    "203.0.113.9:4711",
    "fe80::1%eth0",
    "unknown",
  ])("T6: behind a proxy of ours that forwards %j, it is the proxy's", async (forwarded) => {
    expect((await underProxies("10.0.0.0/8"))(PROXY, forwarded)).toBe(PROXY);
    expect((await underProxies("10.0.0.0/8"))("::ffff:10.1.2.3", forwarded)).toBe(PROXY);
  });

  it("is what a session remembers", async () => {
    const { email, id } = await makeUser({ password: true });
    const request = new Request("http://localhost:3000/api/auth/sign-in", {
      method: "POST",
      headers: { "content-type": "application/json", "x-forwarded-for": "203.0.113.9" },
      body: JSON.stringify({ email, password: PASSWORD }),
    });
    setPeer(request, STRANGER);
    expect((await handleApiRequest(request)).status).toBe(200);
    expect(await prisma.session.findMany({ where: { userId: id }, select: { ip: true } })).toEqual([{ ip: STRANGER }]);
  });
});
