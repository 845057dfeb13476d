import { z } from "zod";
import changes from "./changes.json";

const changeSchema = z.strictObject({ where: z.string(), what: z.string(), isBreaking: z.boolean() });

const entrySchema = z.strictObject({
  /** The day on which it was accepted, in UTC. */
  date: z.iso.date(),
  /** Why clients had to be broken; only with a breaking change. */
  reason: z.string().optional(),
  changes: z.array(changeSchema),
});
export type ChangelogEntry = z.infer<typeof entrySchema>;

/** Every accepted change of what clients rely on, as `npm run contract:accept` wrote it, the newest first. */
export function changelog(): ChangelogEntry[] {
  return z.array(entrySchema).parse(changes);
}
