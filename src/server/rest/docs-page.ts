import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import swaggerUiFolder from "swagger-ui-dist/absolute-path.js";
import { PRODUCT_NAME } from "@/lib/product";

const INIT = `SwaggerUIBundle({
  url: "/api/openapi.json",
  dom_id: "#docs",
  deepLinking: true,
  docExpansion: "list",
  validatorUrl: null,
});
`;

const swaggerUi = swaggerUiFolder();
/** Part of the addresses of the files, which browsers keep for ever: another release of them has others. */
const VERSION = createHash("sha256")
  .update(INIT)
  .update(readFileSync(join(swaggerUi, "package.json")))
  .digest("hex")
  .slice(0, 12);

/** Swagger UI's own, served from here, so that the page works without the internet. */
const FILES = ["swagger-ui-bundle.js", "swagger-ui.css", "favicon-32x32.png"] as const;
const TYPES = { js: "text/javascript; charset=utf-8", css: "text/css; charset=utf-8", png: "image/png" };

type Asset = { type: string; load: () => Promise<Uint8Array<ArrayBuffer>> };

export const DOCS_PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${PRODUCT_NAME} API</title>
    <link rel="icon" href="/api/docs/favicon-32x32.png?v=${VERSION}">
    <link rel="stylesheet" href="/api/docs/swagger-ui.css?v=${VERSION}">
  </head>
  <body>
    <main id="docs"></main>
    <noscript>The description itself is at <a href="/api/openapi.json">/api/openapi.json</a>.</noscript>
    <script src="/api/docs/swagger-ui-bundle.js?v=${VERSION}"></script>
    <script src="/api/docs/init.js?v=${VERSION}"></script>
  </body>
</html>
`;

/** What the page may load: from here, and nothing inline but the styles that Swagger UI writes onto elements. */
export const DOCS_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

function fromSwaggerUi(file: (typeof FILES)[number]): Asset {
  let content: Promise<Uint8Array<ArrayBuffer>> | undefined;
  const extension = file.slice(file.lastIndexOf(".") + 1);
  return {
    type: extension === "js" || extension === "css" ? TYPES[extension] : TYPES.png,
    load() {
      content ??= readFile(join(swaggerUi, file)).then((bytes) => new Uint8Array(bytes));
      return content;
    },
  };
}

const init: Asset = { type: TYPES.js, load: async () => new TextEncoder().encode(INIT) };

/** The files of the docs page, by name. */
export const DOCS_ASSETS: ReadonlyMap<string, Asset> = new Map([
  ["init.js", init],
  ...FILES.map((file): [string, Asset] => [file, fromSwaggerUi(file)]),
]);
