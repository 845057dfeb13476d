import { z } from "zod";

const GITHUB_URL = "https://github.com";
const GOOGLE_ISSUER = "https://accounts.google.com";
const ID_FORM = /^[a-z][a-z0-9-]{0,31}$/;
const RESERVED = ["github", "google"];
const NAME_MAX = 60;

/** Whether a URL's host is this machine, to which nothing has to be encrypted. */
export function isLoopback(hostname: string): boolean {
  return ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
}

function isSafeUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, search, hash, username } = new URL(value);
  const encrypted = protocol === "https:" || (protocol === "http:" && isLoopback(hostname));
  return encrypted && search === "" && hash === "" && username === "";
}

const safeUrlSchema = z
  .string("is missing")
  .refine(isSafeUrl, "must be an https:// address (http:// on this machine only), without a query");

const text = z.string("is missing").min(1, "is missing");

const issuerSchema = z.strictObject({
  id: text
    .regex(ID_FORM, "must be lower-case letters, digits and dashes, at most 32")
    .refine((id) => !RESERVED.includes(id), "is the name of a provider that is built in"),
  name: text.max(NAME_MAX, `must have at most ${NAME_MAX} characters`),
  issuer: safeUrlSchema,
  clientId: text,
  clientSecret: text,
  /** How the secret is sent; what the provider offers, where it is not given. */
  clientAuthentication: z
    .enum(["client_secret_basic", "client_secret_post"], "must be client_secret_basic or client_secret_post")
    .optional(),
});

const issuersSchema = z
  .array(issuerSchema, "must be a JSON array of providers")
  .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, "has an id twice");

function parseJson(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

/** Says where a list of providers is wrong, and never what it says there: it holds secrets. */
function explain({ path, message, code }: z.core.$ZodIssue): string {
  const said = code === "unrecognized_keys" ? "has unknown keys" : message;
  return path.length === 0 ? said : `item ${path.map(String).join(".")} ${said}`;
}

const blankAsMissing = (value: unknown) => (value === "" ? undefined : value);
const optionalText = z.preprocess(blankAsMissing, z.string().optional());

/** The variables about signing in through others. */
export const oauthVariables = {
  OAUTH_GITHUB_CLIENT_ID: optionalText,
  OAUTH_GITHUB_CLIENT_SECRET: optionalText,
  OAUTH_GITHUB_URL: z.preprocess(blankAsMissing, safeUrlSchema.default(GITHUB_URL)),
  OAUTH_GOOGLE_CLIENT_ID: optionalText,
  OAUTH_GOOGLE_CLIENT_SECRET: optionalText,
  OIDC_PROVIDERS: z.preprocess(
    blankAsMissing,
    z
      .string()
      .default("[]")
      .transform((value, context) => {
        const parsed = issuersSchema.safeParse(parseJson(value));
        if (parsed.success) return parsed.data;
        for (const issue of parsed.error.issues) context.addIssue({ code: "custom", message: explain(issue) });
        return z.NEVER;
      }),
  ),
};

type Client = { id: string; name: string; clientId: string; clientSecret: string };

/** Somebody whom people can sign in through. */
export type OAuthProvider =
  | (Client & { kind: "github"; url: string })
  | (Client & {
      kind: "oidc";
      issuer: string;
      clientAuthentication?: "client_secret_basic" | "client_secret_post" | undefined;
    });

type Values = z.output<z.ZodObject<typeof oauthVariables>>;
type Pair = { clientId: string; clientSecret: string };

/** What is wrong with the variables together: one variable, and why. Null when nothing is. */
export function oauthProblem(values: Values): { name: string; advice: string } | null {
  for (const who of ["GITHUB", "GOOGLE"] as const) {
    const names = [`OAUTH_${who}_CLIENT_ID`, `OAUTH_${who}_CLIENT_SECRET`] as const;
    const missing = names.filter((name) => values[name] === undefined);
    const [name] = missing;
    if (missing.length === 1 && name)
      return { name, advice: "is missing. ID and secret are set together or not at all" };
  }
  return null;
}

function pair(clientId: string | undefined, clientSecret: string | undefined): Pair | null {
  return clientId === undefined || clientSecret === undefined ? null : { clientId, clientSecret };
}

/** The providers in the order in which people are offered them. */
export function oauthProviders(values: Values): OAuthProvider[] {
  const github = pair(values.OAUTH_GITHUB_CLIENT_ID, values.OAUTH_GITHUB_CLIENT_SECRET);
  const google = pair(values.OAUTH_GOOGLE_CLIENT_ID, values.OAUTH_GOOGLE_CLIENT_SECRET);
  const url = new URL(values.OAUTH_GITHUB_URL).href.replace(/\/$/, "");
  return [
    ...(github ? [{ kind: "github" as const, id: "github", name: "GitHub", url, ...github }] : []),
    ...(google ? [{ kind: "oidc" as const, id: "google", name: "Google", issuer: GOOGLE_ISSUER, ...google }] : []),
    ...values.OIDC_PROVIDERS.map((provider) => ({ kind: "oidc" as const, ...provider })),
  ];
}
