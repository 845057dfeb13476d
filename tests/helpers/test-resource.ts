import type { Permission } from "@/schemas/permission.schema";
import type { TestUser } from "./world";

/** What the suites that look at every procedure have to know of a resource that `npm run new` made. */
export type TestResource = {
  /** The router's name. */
  router: string;
  /** What an admin may do with it: written down here once more, so that a slip in the server's own table shows. */
  permissions: readonly Permission[];
  /** Makes a row, of the owner's where it is a user's, and gives its id. */
  makeRow: (owner: TestUser) => Promise<string>;
  /** What the inputs' fields point at, by their names. */
  parents: Readonly<Record<string, (owner: TestUser) => Promise<string>>>;
};
