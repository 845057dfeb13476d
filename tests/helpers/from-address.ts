import { env } from "@/lib/env";
import { setPeer } from "@/server/http/peer";
import { type ApiResult, api } from "./request";

type Options = { body?: unknown; rawBody?: string; cookie?: string; headers?: Record<string, string> };

/** A request as the front hands it on, which knows the address at the other end. */
export function apiFrom(ip: string, method: string, path: string, options: Options = {}): Promise<ApiResult<unknown>> {
  const { body, rawBody, cookie, headers } = options;
  const payload = rawBody ?? (body === undefined ? undefined : JSON.stringify(body));
  const request = new Request(new URL(path, env.APP_URL), {
    method,
    headers: {
      ...(payload !== undefined && { "content-type": "application/json" }),
      ...(cookie !== undefined && { cookie, "sec-fetch-site": "same-origin" }),
      ...headers,
    },
    ...(payload !== undefined && { body: payload }),
  });
  setPeer(request, ip);
  return api(method, request);
}

type Standing = { q: number; w: number; r: number; t: number };

function read(header: string | null): [string, Record<string, number>][] {
  return (header ?? "").split(", ").flatMap((item) => {
    const [, name = "", parameters = ""] = /^"([a-z-]+)"((?:;[a-z]=\d+)+)$/.exec(item) ?? [];
    if (name === "") return [];
    const pairs = parameters.split(";").slice(1);
    return [[name, Object.fromEntries(pairs.map((pair) => [pair[0], Number(pair.slice(2))]))]];
  });
}

/** What the two fields of an answer say, by policy and in their order. */
export function standingsIn(headers: Headers): Record<string, Partial<Standing>> {
  const policies = read(headers.get("ratelimit-policy"));
  const left = Object.fromEntries(read(headers.get("ratelimit")));
  return Object.fromEntries(policies.map(([name, policy]) => [name, { ...policy, ...left[name] }]));
}
