import { z } from "zod";

const PAGE = 20;
const STRIDE = 100;

const pageSchema = z.looseObject({ meta: z.looseObject({ pagination: z.looseObject({ nextCursor: z.string() }) }) });

async function cursorBehind(url: string, limit: number, cursor: string | null, query: string): Promise<string> {
  const from = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
  const answer = await fetch(`${url}/api/users?limit=${limit}${from}${query}`);
  return pageSchema.parse(await answer.json()).meta.pagination.nextCursor;
}

/**
 * The path of a page far behind, of twenty rows, found as a client finds it: by walking there, in longer steps.
 * @param query more of the list's parameters, as `&sort=name`
 */
export async function pathOfPage(url: string, page: number, query = ""): Promise<string> {
  let cursor: string | null = null;
  let rowsBefore = (page - 1) * PAGE;
  while (rowsBefore > 0) {
    const limit = Math.min(STRIDE, rowsBefore);
    cursor = await cursorBehind(url, limit, cursor, query);
    rowsBefore -= limit;
  }
  return `/api/users?limit=${PAGE}${cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`}${query}`;
}
