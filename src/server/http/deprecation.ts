import type { Meta } from "../trpc";

/** The fields of HTTP that say so: Deprecation (RFC 9745), Sunset (RFC 8594), and where the change is written. */
const CHANGES = '</docs/changes>; rel="deprecation"; type="text/html"';

function seconds(day: string): number {
  return Date.parse(day) / 1000;
}

/**
 * What an answer says of procedures that are going away; of several, that which goes first.
 * @param metas those of the procedures that were called
 */
export function deprecationFields(metas: readonly Pick<Meta, "deprecated">[]): [string, string][] {
  if (!metas.some(({ deprecated }) => deprecated)) return [];
  const going = metas.flatMap(({ deprecated }) => deprecated ?? []);
  const [since] = going.map((each) => each.since).sort();
  if (since === undefined) return [];
  const [sunset] = going.flatMap((each) => each.sunset ?? []).sort();
  return [
    ["Deprecation", `@${seconds(since)}`],
    ...(sunset === undefined ? [] : [["Sunset", new Date(sunset).toUTCString()] satisfies [string, string]]),
    ["Link", CHANGES],
  ];
}
