type Body = string | Uint8Array<ArrayBuffer> | null;

/** The fields of an answer; several values for what is sent several times. */
export type Fields = Readonly<Record<string, string | string[]>>;

/**
 * An answer before it is a Response, or bytes on a connection: the front writes it as it stands, and saves the Response
 * with its stream and a second write.
 */
export type Answer = { status: number; fields: Fields; body: Body };

/** The answer with more fields. Cookies are sent one by one, as their values have commas. */
export function withHeaders(answer: Answer, more: Headers, others: Fields): Answer {
  const fields: Record<string, string | string[]> = { ...answer.fields, ...others };
  more.forEach((value, name) => {
    if (name !== "set-cookie") fields[name] = value;
  });
  const cookies = more.getSetCookie();
  if (cookies.length > 0) fields["set-cookie"] = cookies;
  return { ...answer, fields };
}

/** For Next, and for whoever calls the API in the process. */
export function toResponse({ status, fields, body }: Answer): Response {
  const headers = new Headers();
  for (const [name, values] of Object.entries(fields)) {
    for (const value of Array.isArray(values) ? values : [values]) headers.append(name, value);
  }
  return new Response(body, { status, headers });
}
