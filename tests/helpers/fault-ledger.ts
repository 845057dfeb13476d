import { randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type Timed, timed } from "./fault-client";
import { isShort } from "./prove-profile";
import { PASSWORD } from "./world";

const REFUSED = isShort ? [429, 503, 504] : [429, 503];
const PAUSE_MS = 20;
const PROGRESS_WITHIN_MS = 20_000;

/** What an address must be by now: `null` stands for "no such account", several where the last answer did not come. */
type Possible = { id: string | null; name: string | null; version: number }[];

/** An account as whoever made it knows it. */
type Known = { email: string; id: string; name: string; version: number };

type Target = { urls: () => readonly string[]; cookie: string };

/** Sends writes to whatever server is up, and writes down what was acknowledged. */
export class Ledger {
  readonly accounts = new Map<string, Possible>();
  readonly signedUp = new Set<string>();
  readonly keys = new Map<string, boolean>();
  readonly counts = { acknowledged: 0, refused: 0, cut: 0 };
  readonly strange: string[] = [];
  readonly #target: Target;
  #going = true;

  constructor(target: Target) {
    this.#target = target;
  }

  stop(): void {
    this.#going = false;
  }

  async #ask(method: string, path: string, body?: unknown): Promise<Timed> {
    const urls = this.#target.urls();
    const url = urls[randomInt(Math.max(1, urls.length))];
    // Each from elsewhere, so that no limit for a network is met.
    const from = `10.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}`;
    const headers = { "x-forwarded-for": from };
    if (url === undefined) return { status: 0, ms: 0, envelope: null };
    const { cookie } = this.#target;
    const answer = await timed(method, url + path, { cookie, headers, ...(body !== undefined && { body }) });
    if (answer.status === 0) this.counts.cut += 1;
    else if (answer.status < 300) this.counts.acknowledged += 1;
    // How long something takes does not decide in the short profile. 429 is the account's own limit on making keys.
    else if (REFUSED.includes(answer.status)) this.counts.refused += 1;
    else this.strange.push(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.envelope)}`);
    return answer;
  }

  async #create(email: string): Promise<Known | null> {
    const name = `Person ${randomInt(1_000_000)}`;
    this.accounts.set(email, [
      { id: null, name: null, version: 0 },
      { id: null, name, version: 1 },
    ]);
    const { status, envelope } = await this.#ask("POST", "/api/users", { email, name, role: "USER" });
    if (status !== 201 || !envelope?.success) return null;
    const { id } = Object(envelope.data);
    this.accounts.set(email, [{ id, name, version: 1 }]);
    return { email, id, name, version: 1 };
  }

  async #update(known: Known): Promise<Known | null> {
    const name = `Person ${randomInt(1_000_000)}`;
    const before = { id: known.id, name: known.name, version: known.version };
    const after = { id: known.id, name, version: known.version + (name === known.name ? 0 : 1) };
    this.accounts.set(known.email, [before, after]);
    const { status } = await this.#ask("PATCH", `/api/users/${known.id}`, { name });
    if (status !== 200) return null;
    this.accounts.set(known.email, [after]);
    return { email: known.email, ...after };
  }

  async #remove({ email, id, name, version }: Known): Promise<void> {
    const gone = { id: null, name: null, version: 0 };
    this.accounts.set(email, [{ id, name, version }, gone]);
    if ((await this.#ask("DELETE", `/api/users/${id}`)).status === 200) this.accounts.set(email, [gone]);
  }

  async #signUp(email: string): Promise<void> {
    const body = { email, name: "Somebody New", password: PASSWORD };
    if ((await this.#ask("POST", "/api/auth/sign-up", body)).status === 202) this.signedUp.add(email);
  }

  async #keyAndBack(): Promise<void> {
    const body = { name: "For the proof", scopes: ["account:read"] };
    const { status, envelope } = await this.#ask("POST", "/api/api-keys", body);
    if (status !== 201 || !envelope?.success) return;
    const { id } = Object(envelope.data);
    this.keys.set(id, true);
    if ((await this.#ask("DELETE", `/api/api-keys/${id}`)).status === 200) this.keys.set(id, false);
    else this.keys.delete(id);
  }

  /** The next write, of the kind that the dice show; gives the accounts that can be relied on after it. */
  async #next(email: string, known: readonly Known[]): Promise<readonly Known[]> {
    const dice = Math.random();
    const [own, ...others] = known;
    if (dice < 0.05) await this.#signUp(email);
    else if (dice < 0.12) await this.#keyAndBack();
    else if (!own || dice < 0.45) return [...known, await this.#create(email)].filter((each) => each !== null);
    else if (dice < 0.85) return [...others, await this.#update(own)].filter((each) => each !== null);
    else {
      await this.#remove(own);
      return others;
    }
    return known;
  }

  /** Writes without a break until it is stopped. Each writer has accounts of its own. */
  async write(writer: number): Promise<void> {
    let known: readonly Known[] = [];
    for (let turn = 0; this.#going; turn += 1) {
      known = await this.#next(`person-${writer}-${turn}@example.org`, known);
      if (this.#target.urls().length === 0) await sleep(PAUSE_MS);
    }
  }

  /** Waits for so many more acknowledged writes, or until it is clear that they do not come. */
  async progress(writes: number): Promise<void> {
    const wanted = this.counts.acknowledged + writes;
    const deadline = performance.now() + PROGRESS_WITHIN_MS;
    while (this.counts.acknowledged < wanted && performance.now() < deadline) await sleep(PAUSE_MS);
  }
}
