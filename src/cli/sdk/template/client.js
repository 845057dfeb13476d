import createFetchClient from "openapi-fetch";

/** A failure, as the server said it. */
export class ApiError extends Error {
  constructor({ error, meta }, status) {
    super(error.message);
    this.name = "ApiError";
    this.code = error.code;
    this.status = status;
    this.details = error.details ?? [];
    this.requestId = meta.requestId;
  }
}

function isFailure(error) {
  return typeof error === "object" && error !== null && error.success === false;
}

async function settle(call) {
  const { data, error, response } = await call;
  if (data !== undefined) return data;
  if (isFailure(error)) throw new ApiError(error, response.status);
  // Something in between that is not the API: a proxy's page, an empty 502.
  throw new Error(`${response.url} answered ${response.status}, and with no envelope.`);
}

export async function unwrap(call) {
  return (await settle(call)).data;
}

export async function* each(page) {
  let cursor;
  do {
    const { data, meta } = await settle(page(cursor));
    yield* data;
    cursor = meta.pagination.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

const withKey = {
  onRequest({ request }) {
    const changes = request.method !== "GET" && request.method !== "HEAD";
    if (changes && !request.headers.has("idempotency-key")) {
      request.headers.set("idempotency-key", crypto.randomUUID());
    }
    return request;
  },
};

export function createClient({ apiKey, ...options }) {
  const authorization = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
  const client = createFetchClient({ ...options, headers: { ...authorization, ...options.headers } });
  client.use(withKey);
  return client;
}
