import type { FuzzOperation } from "./fuzz-document";
import type { FuzzSurface } from "./fuzz-wire";
import type { WireRequest } from "./http-client";

type Damage = {
  name: string;
  /** Null where this request has nothing to damage. */
  apply(request: WireRequest): WireRequest | null;
  statuses: readonly number[];
};

const withBody = (make: (text: string) => string | Buffer) => (request: WireRequest) =>
  request.body === undefined ? null : { ...request, body: make(String(request.body)) };

const withFields = (fields: Record<string, string>) => (request: WireRequest) =>
  request.body === undefined ? null : { ...request, headers: { ...request.headers, ...fields } };

const withQuery = (more: string) => (request: WireRequest) => ({
  ...request,
  path: `${request.path}${request.path.includes("?") ? "&" : "?"}${more}`,
});

const withPath = (change: (path: string) => string) => (request: WireRequest) => {
  const [path = "", ...query] = request.path.split("?");
  return { ...request, path: [change(path), ...query].join("?") };
};

const first = (text: string, more: string) => text.replace("{", `{${more}${text.length > 2 ? "," : ""}`);
const deep = `${"[".repeat(40)}${"]".repeat(40)}`;

/** What is wrong with a request before anybody asks what it says, and the only statuses that may answer it. */
export const DAMAGES: readonly Damage[] = [
  { name: "half a body", apply: withBody((text) => text.slice(0, -1)), statuses: [400] },
  { name: "more than a body", apply: withBody((text) => `${text}}`), statuses: [400] },
  { name: "null", apply: withBody(() => "null"), statuses: [400] },
  { name: "a list", apply: withBody(() => "[]"), statuses: [400] },
  { name: "a text", apply: withBody(() => '"x"'), statuses: [400] },
  { name: "a byte order mark", apply: withBody((text) => `\ufeff${text}`), statuses: [400] },
  { name: "UTF-16", apply: withBody((text) => Buffer.from(text, "utf16le")), statuses: [400] },
  {
    name: "no UTF-8",
    apply: withBody((text) => Buffer.concat([Buffer.from([0xff, 0xc0]), Buffer.from(text)])),
    statuses: [400],
  },
  { name: "a key twice", apply: withBody((text) => first(text, '"twice":1,"twice":1')), statuses: [400] },
  {
    name: "an escaped key twice",
    apply: withBody((text) => first(text, '"twice":1,"tw\\u0069ce":1')),
    statuses: [400],
  },
  { name: "__proto__", apply: withBody((text) => first(text, '"__proto__":{"role":"ADMIN"}')), statuses: [400] },
  { name: "40 levels", apply: withBody((text) => first(text, `"deep":${deep}`)), statuses: [400] },
  { name: "an inexact number", apply: withBody((text) => first(text, '"n":9007199254740993')), statuses: [400] },
  { name: "an endless number", apply: withBody((text) => first(text, '"n":1e999')), statuses: [400] },
  { name: "65 KiB", apply: withBody((text) => first(text, `"x":"${"x".repeat(66_000)}"`)), statuses: [413] },
  { name: "text/plain", apply: withFields({ "content-type": "text/plain" }), statuses: [415] },
  { name: "a form", apply: withFields({ "content-type": "application/x-www-form-urlencoded" }), statuses: [415] },
  {
    name: "a form with parts",
    apply: withFields({ "content-type": "multipart/form-data; boundary=x" }),
    statuses: [415],
  },
  {
    name: "another charset",
    apply: withFields({ "content-type": "application/json; charset=utf-16" }),
    statuses: [415],
  },
  { name: "two types", apply: withFields({ "content-type": "application/json, text/plain" }), statuses: [415] },
  { name: "gzip", apply: withFields({ "content-encoding": "gzip" }), statuses: [415] },
  { name: "an undecodable parameter", apply: withQuery("x=%zz"), statuses: [400] },
  { name: "a parameter without a name", apply: withQuery("=1"), statuses: [400] },
  { name: "a parameter twice", apply: withQuery("x=1&%78=2"), statuses: [400] },
  { name: "an unknown parameter", apply: withQuery("nothing=1"), statuses: [400] },
  { name: "a long URL", apply: withQuery(`x=${"x".repeat(9_000)}`), statuses: [414] },
  { name: "a slash at the end", apply: withPath((path) => `${path}/`), statuses: [400, 404] },
  { name: "two slashes", apply: withPath((path) => path.replace("/api/", "/api//")), statuses: [400, 404] },
  { name: "an escaped slash", apply: withPath((path) => path.replace("/api/", "/api%2f")), statuses: [400, 404] },
  {
    name: "an escaped letter",
    apply: withPath((path) => path.replace(/\/(\w)(?=[^/]*$)/, "/%6$1")),
    statuses: [400, 404, 405],
  },
  { name: "a NUL", apply: withPath((path) => `${path}%00`), statuses: [400] },
  { name: "dot segments", apply: withPath((path) => `${path}/%2e%2e/health`), statuses: [400] },
  { name: "upper case", apply: withPath((path) => path.replace("/api/", "/API/")), statuses: [404] },
  { name: "a page's data", apply: withPath((path) => `${path}.rsc`), statuses: [400, 404, 405] },
  { name: "a path parameter", apply: withPath((path) => `${path};x=1`), statuses: [400, 404, 405] },
];

/** Whether this damage is one to an operation over that surface: a path that ends in an ID has any ending for a bad ID. */
export function isDamage({ name }: Damage, operation: FuzzOperation, surface: FuzzSurface): boolean {
  const endsInId = surface === "rest" && operation.template.endsWith("}");
  const isEnding = ["a page's data", "a path parameter", "an escaped letter"].includes(name);
  // Without credentials, what an ID is like is not said.
  return !(endsInId && isEnding);
}
