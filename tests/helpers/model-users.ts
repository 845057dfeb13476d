import { z } from "zod";
import { emailSchema } from "@/schemas/email.schema";
import type { Input } from "./samples";

type Person = { email: string; name: string; role: string; status: string };

const userSchema = z.looseObject({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  role: z.string(),
  status: z.string(),
});
const pageSchema = z.looseObject({
  data: z.array(userSchema),
  meta: z.looseObject({ pagination: z.looseObject({ total: z.number().optional() }) }),
});
const oneSchema = z.looseObject({ data: userSchema });

function shown({ email, name, role, status }: Person): Person {
  return { email, name, role, status };
}

/**
 * What there ought to be, kept in memory from what was asked for and granted, never from what was answered; so a fault
 * that both databases share shows as well.
 */
export class UserModel {
  readonly #people = new Map<string, Person>();

  add(id: string, person: Person): void {
    this.#people.set(id, shown(person));
  }

  get ids(): string[] {
    return [...this.#people.keys()];
  }

  hasEmail(email: string): boolean {
    return [...this.#people.values()].some((person) => person.email === email);
  }

  /** Takes over what was granted, and says what is wrong about the answer; null when nothing is. */
  learn(path: string, input: Input, body: unknown): string | null {
    const learnt = oneSchema.safeParse(body);
    if (path === "user.create" && learnt.success) return this.#created(input, learnt.data.data);
    const id = String(input.id ?? "");
    const known = this.#people.get(id);
    if (path === "user.remove") return this.#people.delete(id) ? null : `${id} was removed, and was not there`;
    if (path === "user.list") return this.#listed(input, body);
    if (!["user.byId", "user.update", "user.replace"].includes(path) || !learnt.success) return null;
    if (!known) return `${id} was shown, and is not there`;
    if (path !== "user.byId") Object.assign(known, input, { id: undefined });
    return this.#differs(known, learnt.data.data);
  }

  #created(input: Input, user: z.infer<typeof userSchema>): string | null {
    const email = emailSchema.parse(input.email);
    if (this.hasEmail(email)) return `${email} was created twice`;
    const person = { email, name: String(input.name), role: String(input.role), status: "ACTIVE" };
    this.add(user.id, person);
    return this.#differs(person, user);
  }

  #listed({ role, status, q, withTotal }: Input, body: unknown): string | null {
    const { data, meta } = pageSchema.parse(body);
    for (const user of data) {
      const known = this.#people.get(user.id);
      if (!known) return `${user.id} was listed, and is not there`;
      const difference = this.#differs(known, user);
      if (difference !== null) return difference;
    }
    const isCounted = withTotal === true && q === undefined;
    const fits = (person: Person) =>
      [undefined, person.role].some((own) => own === role) && [undefined, person.status].some((own) => own === status);
    const wanted = [...this.#people.values()].filter(fits).length;
    const { total } = meta.pagination;
    return !isCounted || total === wanted ? null : `${total} were counted, and there are ${wanted}`;
  }

  #differs(known: Person, user: z.infer<typeof userSchema>): string | null {
    const [wanted, seen] = [JSON.stringify(shown(known)), JSON.stringify(shown(user))];
    return wanted === seen ? null : `${seen} was shown, and it is ${wanted}`;
  }
}
