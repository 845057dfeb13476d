/** The samples of Prometheus' text format, by name and labels as they are written there. Throws for a line that is none. */
export function samplesIn(text: string): Map<string, number> {
  const samples = new Map<string, number>();
  for (const line of text.split("\n")) {
    if (line === "" || /^# (HELP|TYPE) [a-z_0-9]+ ./.test(line)) continue;
    const [, name, value] =
      /^([a-z_][a-z_0-9]*(?:\{(?:[a-z_]+="[^"\n]*",?)+\})?) (-?[0-9.e+-]+|\+Inf|NaN)$/.exec(line) ?? [];
    if (name === undefined) throw new Error(`not a sample: ${line}`);
    if (samples.has(name)) throw new Error(`twice: ${name}`);
    samples.set(name, Number(value));
  }
  return samples;
}

/** The sum of the samples with that name whose labels contain all of these. */
export function sumOf(text: string, name: string, labels: Record<string, string | number> = {}): number {
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  let sum = 0;
  for (const [sample, value] of samplesIn(text)) {
    // A route's template has braces of its own.
    const [, itsName, itsLabels = ""] = /^(\w+)(?:\{(.*)\})?$/.exec(sample) ?? [];
    if (itsName === name && wanted.every((label) => itsLabels.split(",").includes(label))) sum += value;
  }
  return sum;
}

/** Every value that this label has anywhere. */
export function valuesOf(text: string, label: string): string[] {
  return [...new Set([...text.matchAll(new RegExp(`[{,]${label}="([^"]*)"`, "g"))].map(([, value = ""]) => value))];
}
