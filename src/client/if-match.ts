const KEY = "ifMatch";

/** Options of a mutation that is meant for one version of a row: what somebody else has changed meanwhile is not overwritten. */
export function forVersion(version: number): { trpc: { context: Record<string, string> } } {
  return { trpc: { context: { [KEY]: `"${version}"` } } };
}

/** The request field of such a call. It holds for all of a batch, so nothing else may be asked for in the same tick. */
export function ifMatchField(calls: readonly { context: Record<string, unknown> }[]): Record<string, string> {
  const tag = calls.map(({ context }) => context[KEY]).find((value) => typeof value === "string");
  return typeof tag === "string" ? { "If-Match": tag } : {};
}
