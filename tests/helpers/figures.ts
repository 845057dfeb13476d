import { mkdirSync, writeFileSync } from "node:fs";
import { z } from "zod";

export const FIGURES_FOLDER = "reports/prove";

const figureSchema = z.strictObject({
  what: z.string(),
  measured: z.string(),
  wanted: z.string(),
  holds: z.boolean(),
});
export const figuresSchema = z.array(figureSchema);

/** One line of a proof: what was measured, what was wanted, and whether the one fits the other. */
export type Figure = z.infer<typeof figureSchema>;

/** A count of something that must not happen. */
export function none(what: string, count: number): Figure {
  return { what, measured: String(count), wanted: "0", holds: count === 0 };
}

/** A count of something that must happen often enough. */
export function atLeast(what: string, count: number, wanted: number): Figure {
  return { what, measured: String(count), wanted: `at least ${wanted}`, holds: count >= wanted };
}

export function tableOf(title: string, figures: readonly Figure[]): string {
  const width = Math.max(...figures.map(({ what }) => what.length));
  const lines = figures.map(({ what, measured, wanted, holds }) => {
    return `  ${holds ? "ok    " : "FAILED"} ${what.padEnd(width)}  ${measured} (wanted: ${wanted})`;
  });
  return `\n${[title, ...lines].join("\n")}\n`;
}

/**
 * Prints the figures of a proof, and leaves them for the table of `npm run prove`.
 * @param name of the file: letters, digits and hyphens
 */
export function publish(name: string, title: string, figures: readonly Figure[]): void {
  mkdirSync(FIGURES_FOLDER, { recursive: true });
  writeFileSync(`${FIGURES_FOLDER}/${name}.json`, `${JSON.stringify(figures, null, 2)}\n`);
  process.stdout.write(tableOf(title, figures));
}
