import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";

/** Opens a page, and weighs all the JavaScript that it has loaded once it is still: bytes, compressed by gzip. */
export async function scriptWeightOf(page: Page, url: string): Promise<number> {
  const bodies: Promise<Buffer>[] = [];
  page.on("response", (response) => {
    if (response.request().resourceType() === "script") bodies.push(response.body());
  });
  await page.goto(url, { waitUntil: "networkidle" });
  return (await Promise.all(bodies)).reduce((sum, body) => sum + gzipSync(body).length, 0);
}
