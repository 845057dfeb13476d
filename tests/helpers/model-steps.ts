import fc, { type Arbitrary } from "fast-check";
import type { Input } from "./samples";

/** Who does it and about whom, as places in the list of those who are there: the same on every database. */
export type Step = {
  /** The procedure; `worker` is what the outbox's worker does first. */
  path: string;
  actor: number;
  target: number;
  input: Input;
  surface: "caller" | "trpc" | "rest";
  /** Seconds that pass before it. */
  after: number;
};

const letters = [..."abcdefghijklmnopqrstuvwxyz"];
const word = fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 8 });

/** What databases like to compare, fold or cut differently. */
const oddName = fc.constantFrom(
  "Ångström",
  "angstrom",
  "Straße",
  "STRASSE",
  "İstanbul",
  "ıstanbul",
  "Zoë",
  "Zoe\u0308",
  "zoe",
  "e",
  "é",
  "É",
  "e\u0301",
  "ﬁn",
  "fin",
  "王小明",
  "محمد",
  "👩‍👩‍👧 Ada",
  "a_b",
  "a%b",
  "a\\b",
  "a'b",
  'a"b',
  "A  B",
  "ａｄａ",
  "ǅ",
  "Ω",
  "Ω",
  "ꞵ",
  "𝒜da",
);
const name = fc.oneof(
  { weight: 3, arbitrary: oddName },
  { weight: 3, arbitrary: fc.tuple(word, word).map((words) => words.join(" ")) },
  { weight: 1, arbitrary: fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }) },
);
const email = fc.tuple(word, fc.constantFrom("a.example", "B.example")).map(([local, host]) => `${local}@${host}`);
const role = fc.constantFrom("USER", "USER", "ADMIN");
const status = fc.constantFrom("ACTIVE", "ACTIVE", "DISABLED");
const some = <Value>(value: Arbitrary<Value>) => fc.option(value, { nil: undefined });
const limit = some(fc.constantFrom(1, 2, 7, 100));
const search = some(fc.oneof(oddName, word, fc.constantFrom("%", "_", "\\", " ", "a b", ".example")));
const sort = some(fc.constantFrom("-createdAt", "createdAt", "email", "-email", "name", "-name"));
const withTotal = some(fc.boolean());

const INPUTS: Readonly<Record<string, [weight: number, input: Arbitrary<Input>]>> = {
  "user.create": [10, fc.record({ email, name, role })],
  "user.list": [12, fc.record({ limit, q: search, role: some(role), status: some(status), sort, withTotal })],
  "user.byId": [8, fc.constant({})],
  "user.update": [8, fc.record({ name: some(name), role: some(role), status: some(status) })],
  "user.replace": [4, fc.record({ name, role, status })],
  "user.remove": [3, fc.constant({})],
  "user.sendReset": [2, fc.constant({})],
  "auth.session": [3, fc.constant({})],
  "auth.signOut": [1, fc.constant({})],
  "auth.forgotPassword": [2, fc.record({ email })],
  "auth.resendVerification": [1, fc.record({ email })],
  "auth.signUp": [2, fc.record({ email, name, password: fc.constant("quiet-harbour-lantern-42") })],
  worker: [3, fc.constant({})],
  "session.list": [3, fc.record({ limit })],
  "session.removeOthers": [1, fc.constant({})],
  "session.listOfUser": [2, fc.record({ limit })],
  "session.removeAllOfUser": [1, fc.constant({})],
  "apiKey.create": [4, fc.record({ name, scopes: fc.constantFrom(["account:read"], ["users:read", "account:read"]) })],
  "apiKey.list": [3, fc.record({ limit, withTotal })],
  "auditEvent.list": [5, fc.record({ limit, withTotal, sort: some(fc.constantFrom("-createdAt", "createdAt")) })],
  "auditEvent.mine": [2, fc.record({ limit, withTotal })],
  "factor.list": [1, fc.constant({})],
  "passkey.list": [1, fc.constant({})],
  "identity.list": [1, fc.constant({})],
  "account.changeEmail": [1, fc.record({ email })],
  "impersonation.start": [1, fc.constant({})],
  "impersonation.stop": [1, fc.constant({})],
  "health.ready": [1, fc.constant({})],
};

function stepOf(path: string, input: Arbitrary<Input>): Arbitrary<Step> {
  return fc.record({
    path: fc.constant(path),
    actor: fc.nat(1_000),
    target: fc.nat(1_000),
    input: input.map((fields) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))),
    surface: fc.constantFrom("caller" as const, "trpc" as const, "rest" as const),
    after: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 1, max: 20 }) }, fc.integer({ min: 60, max: 2_000 })),
  });
}

const step = fc.oneof(
  ...Object.entries(INPUTS).map(([path, [weight, input]]) => ({ weight, arbitrary: stepOf(path, input) })),
);

/** The same steps for the same seed. */
export function stepsOf(count: number, seed: number): Step[] {
  return fc.sample(step, { seed, numRuns: count });
}
