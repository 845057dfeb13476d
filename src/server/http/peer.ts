import { isIP } from "node:net";
import { env } from "@/lib/env";
import { isLoopback } from "@/lib/env-oauth";
import { networkList, plainAddress } from "@/lib/network";

const PROXY_FIELDS = ["x-forwarded-for", "forwarded", "via"];

const peers = new WeakMap<Request, string>();
const isThisMachine = networkList(["127.0.0.0/8", "::1"]);
const isTrustedProxy = networkList(env.TRUSTED_PROXIES);

/** Notes the address at the other end of the connection. For the front, before it hands the request on. */
export function setPeer(request: Request, ip: string): void {
  peers.set(request, plainAddress(ip));
}

/** That address; null where no front has told it. */
export function peerOf(request: Request): string | null {
  return peers.get(request) || null;
}

/** A zone, as in `fe80::1%eth0`, can be of any length, and means something on the proxy only. */
function isAddress(text: string): boolean {
  return isIP(text) !== 0 && !text.includes("%");
}

/**
 * Where the request comes from: the peer, unless that is a proxy of ours (T6). Then it is the right-most forwarded address
 * that is no proxy of ours, as all to the left of it anybody can send. What cannot be read counts as not sent.
 */
export function clientIpOf(request: Request): string | null {
  const peer = peerOf(request);
  if (peer === null || !isTrustedProxy(peer)) return peer;
  const forwarded = request.headers.get("x-forwarded-for") ?? "";
  const hops = forwarded.split(",").map((hop) => hop.trim());
  const client = hops.findLast((hop) => !isTrustedProxy(hop));
  return client !== undefined && isAddress(client) ? client : peer;
}

/** Whether the address is that of a proxy that we were told of. */
export function isOurProxy(address: string): boolean {
  return isTrustedProxy(plainAddress(address));
}

/** Whether such a proxy has handed it on. */
export function isFromOurProxy(request: Request): boolean {
  const peer = peerOf(request);
  return peer !== null && isTrustedProxy(peer);
}

/** The name that the request was sent to; any page can have one that leads to this machine. */
function hostOf({ headers, url }: Request): string {
  const { protocol, host } = new URL(url);
  const sentTo = `${protocol}//${headers.get("host") ?? host}`;
  return URL.canParse(sentTo) ? new URL(sentTo).hostname : "";
}

/**
 * Whether the request was made on this machine, under its own name and through no proxy. Without our front nobody knows
 * the peer: `next dev` listens for this machine only, anything else counts as far away.
 */
export function isLocalRequest(request: Request): boolean {
  if (!isLoopback(hostOf(request))) return false;
  const peer = peerOf(request);
  if (peer === null) return env.NODE_ENV !== "production";
  return isThisMachine(peer) && !PROXY_FIELDS.some((name) => request.headers.has(name));
}
