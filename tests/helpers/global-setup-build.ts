import { ensureBuild } from "./server-process";

/** Builds the pages and the API for `next start`, unless the last build is of what is here. */
export default async function setup(): Promise<void> {
  await ensureBuild();
}
