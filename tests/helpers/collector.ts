import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";

const valueSchema = z.looseObject({
  stringValue: z.string().optional(),
  intValue: z.union([z.string(), z.number()]).optional(),
  boolValue: z.boolean().optional(),
});
const attributesSchema = z
  .array(z.object({ key: z.string(), value: valueSchema }))
  .default([])
  .transform((list) =>
    Object.fromEntries(
      list.map(({ key, value }) => [key, value.stringValue ?? value.boolValue ?? Number(value.intValue)]),
    ),
  );

const spanSchema = z.looseObject({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().default(""),
  name: z.string(),
  kind: z.number(),
  attributes: attributesSchema,
  events: z.array(z.looseObject({ name: z.string(), attributes: attributesSchema })).default([]),
  status: z.looseObject({ code: z.number().default(0) }).default({ code: 0 }),
});
const tracesSchema = z.object({
  resourceSpans: z.array(z.looseObject({ scopeSpans: z.array(z.looseObject({ spans: z.array(spanSchema) })) })),
});

export type WireSpan = z.output<typeof spanSchema>;

type Delivery = { path: string; type: string; body: Buffer };

function spansIn({ path, type, body }: Delivery): WireSpan[] {
  if (path !== "/v1/traces" || type !== "application/json") return [];
  const { resourceSpans } = tracesSchema.parse(JSON.parse(body.toString()));
  return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
}

/** An OpenTelemetry collector on a free port of this machine, which keeps what it is sent. One that hangs never answers. */
export async function startCollector({ hangs = false } = {}) {
  const deliveries: Delivery[] = [];
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const { url = "", headers } = incoming;
      deliveries.push({ path: url, type: headers["content-type"] ?? "", body: Buffer.concat(chunks) });
      if (!hangs) outgoing.setHeader("Content-Type", "application/json").end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A TCP server's address is never a path.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    deliveries,
    spans: () => deliveries.flatMap(spansIn),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type Collector = Awaited<ReturnType<typeof startCollector>>;

export const requestIdOf = ({ attributes }: WireSpan) => attributes["gatehouse.request_id"];

/** The spans of a request as a tree: each name, and behind it the names inside of it. Spans side by side are sorted. */
export type Tree = { [name: string]: Tree };

/** @param parent the ID of the span to begin below; "" for the beginning of the trace */
export function treeOf(spans: readonly WireSpan[], parent = ""): Tree {
  const children = spans.filter(({ parentSpanId }) => parentSpanId === parent);
  return Object.fromEntries(children.map((span) => [span.name, treeOf(spans, span.spanId)]));
}
