const EXPORTED =
  /^export (?:async )?function\*? (\w+)|^export const (\w+)(?::[^=\n]+)? = (?:async )?\([^)]*\)[^=\n]*=>/gm;

/** The names of the functions that a module's source exports. */
export function exportedFunctions(source: string): string[] {
  return [...source.matchAll(EXPORTED)].flatMap((match) => match[1] ?? match[2] ?? []);
}
