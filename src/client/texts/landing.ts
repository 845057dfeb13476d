const definition = `byId: protectedProcedure("account:read", "users:read")
  .meta({ rest: { method: "GET", path: "/users/{id}" } })
  .input(byIdSchema)
  .output(userSchema)
  .query(({ ctx, input }) => getUser(ctx.actor, input.id)),`;

const envelope = `{
  "success": true,
  "data": { "id": "0198…", "email": "ada@example.org", … },
  "meta": { "requestId": "req_…", "timestamp": "…" }
}`;

const react = `const user = trpc.user.byId.useQuery({ id });
user.data?.data.email; // string`;

const rest = `curl -H "Authorization: Bearer $KEY" \\
  https://your.site/api/users/$ID`;

const caller = `const caller = createCaller(createContext());
const { data } = await caller.user.byId({ id });`;

/** The start page. It says what is there, and what is not. */
export const landingTexts = {
  title: "The account backend that you start from and keep",
  lead: "Users, sign-in, sessions, roles, API keys and an audit log for Next.js teams, in your own repository. You define a procedure once; the typed client, the REST endpoint and its documentation come from it.",
  signUp: "Open an account",
  signIn: "Sign in",
  account: "To your account",
  once: {
    title: "Written once, answered everywhere",
    text: "All surfaces share the same checks, the same envelope and the same error codes.",
    written: [
      { title: "You write", code: definition },
      { title: "Everybody is answered with", code: envelope },
    ],
    got: [
      { title: "React, typed to the last field", code: react },
      { title: "REST, in the OpenAPI document", code: rest },
      { title: "Server components, jobs and tests", code: caller },
    ],
  },
  parts: {
    title: "What is in it",
    items: [
      {
        title: "Sign-in",
        text: "Passwords checked against lists of common ones, passkeys, authenticator apps, recovery codes, GitHub, Google and any OpenID Connect provider.",
      },
      {
        title: "Sessions",
        text: "People see their devices and end them; so do administrators. It takes effect with the next request, on every server.",
      },
      {
        title: "Roles and API keys",
        text: "One small table of permissions. Keys have scopes, an expiry and a limit, and are shown once.",
      },
      {
        title: "Audit log",
        text: "Every change of an account, in the same transaction, chained so that tampering shows.",
      },
      {
        title: "Mail that arrives",
        text: "Written with the change that it tells of, delivered in the background, tried again when the mail server is away.",
      },
      {
        title: "Your database",
        text: "MySQL or MariaDB, or a SQLite file with nothing to install. Migrations go both ways.",
      },
    ],
  },
  not: {
    title: "What it is not",
    text: "It is no hosted service and no library: it is source code that you own, run and change. There are no organisations or teams, no billing, and no SAML. TLS ends at a proxy of yours.",
  },
  links: {
    title: "Look closer",
    docs: { label: "API reference", text: "Every endpoint, with examples" },
    openapi: { label: "OpenAPI 3.1 document", text: "For code generators" },
    ready: { label: "Readiness", text: "What the monitoring of this server sees" },
  },
};
