import { AppError } from "@/lib/errors";
import type { Answer } from "../http/answer";
import { type Located, logExchange, type Resource, respond, withImplied } from "../http/exchange";
import { DOCS_ASSETS, DOCS_PAGE, DOCS_POLICY } from "./docs-page";
import { openApiJson } from "./openapi";

type Document = {
  type: string;
  load: () => Promise<string | Uint8Array<ArrayBuffer>> | string;
  fields: Readonly<Record<string, string>>;
  /** The query parameters that it takes. */
  parameters: readonly string[];
};

const METHODS = withImplied(["GET"]);
/** They are the same for everybody; browsers ask each time, as there is no version in these addresses. */
const FRESH = { "Cache-Control": "no-cache" };
const FOR_EVER = { "Cache-Control": "public, max-age=31536000, immutable" };

const documents: ReadonlyMap<string, Document> = new Map<string, Document>([
  ["/api/openapi.json", { type: "application/json", load: openApiJson, fields: FRESH, parameters: [] }],
  [
    "/api/docs",
    {
      type: "text/html; charset=utf-8",
      load: () => DOCS_PAGE,
      fields: { ...FRESH, "Content-Security-Policy": DOCS_POLICY },
      parameters: [],
    },
  ],
  ...[...DOCS_ASSETS].map(([name, { type, load }]): [string, Document] => [
    `/api/docs/${name}`,
    { type, load, fields: FOR_EVER, parameters: ["v"] },
  ]),
]);

async function serve({ type, load, fields, parameters }: Document, exchange: Located): Promise<Answer> {
  const unknown = [...exchange.target.query.keys()].filter((name) => !parameters.includes(name));
  if (unknown.length > 0) {
    throw new AppError("VALIDATION_ERROR", {
      details: unknown.map((field) => ({ field, issue: "Is not a known parameter." })),
    });
  }
  const body = await load();
  logExchange(exchange, null);
  return respond(exchange, 200, body, { ...fields, "Content-Type": type });
}

/** The documents about the API: the only answers that are no envelopes. Null where there is none. */
export function findDocument(path: string): Resource | null {
  const document = documents.get(path);
  return document ? { route: path, methods: METHODS, serve: (exchange) => serve(document, exchange) } : null;
}
