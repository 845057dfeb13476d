import type { TestResource } from "./test-resource";

/** Every resource that `npm run new` made. */
export const RESOURCES: readonly TestResource[] = [];
