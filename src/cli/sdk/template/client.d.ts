import type { Client, ClientOptions } from "openapi-fetch";
import type { components, paths } from "./schema.js";

export type { components, operations, paths } from "./schema.js";

type Failure = components["schemas"]["Failure"];

/** A failure, as the server said it. `requestId` finds it in the server's logs. */
export class ApiError extends Error {
  readonly code: Failure["error"]["code"];
  readonly status: number;
  readonly details: NonNullable<Failure["error"]["details"]>;
  readonly requestId: string;
}

type Answer<Envelope> = { data?: Envelope; error?: unknown; response: Response };

/** The data of a success. Rejects with `ApiError` for a failure. */
export function unwrap<Data>(call: Promise<Answer<{ data: Data }>>): Promise<Data>;

type Page<Item> = { data: Item[]; meta: { pagination: { nextCursor: string | null } } };

/** Every item of a list, page after page. `page` asks for the one at `cursor`; the first time it is undefined. */
export function each<Item>(
  page: (cursor: string | undefined) => Promise<Answer<Page<Item>>>,
): AsyncGenerator<Item, void, undefined>;

/**
 * A typed client of every operation. It sends the API key, and with each change an `Idempotency-Key` of its own,
 * unless the call brings one: a call that is repeated has to bring the same.
 */
export function createClient(
  options: ClientOptions & { baseUrl: string; apiKey?: string },
): Client<paths, "application/json">;
