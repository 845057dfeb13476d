/**
 * The way in that the suites' requests take: straight to the handler or, for `npm run prove:doors`, through the front or
 * through a plain `next start`, both over HTTP and on the same database.
 */
export type Door = "direct" | "front" | "next";
const DOORS: readonly Door[] = ["direct", "front", "next"];

export const door: Door = DOORS.find((name) => name === process.env.TEST_DOOR) ?? "direct";

/** Under a plain `next start`, what only the front can do is not done. */
export const isFrontMissing = door === "next";
