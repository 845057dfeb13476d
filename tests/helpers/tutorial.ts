/** One step of the tutorial: a block of commands with what they print, or a file or a patch to write. */
export type Step = {
  line: number;
  kind: "run" | "background" | "stop" | "left out" | "file" | "patch";
  text: string;
  /** What a comment above the block says: why it is left out, what to wait for, which file it is. */
  note: string;
  /** What it prints; null where the document does not say. */
  expected: string | null;
};

const BLOCK = /(?:<!-- ([\w ]+?)(?:: (.*?))? -->\n+)?^```(\w*)\n([\s\S]*?)^```$/gm;
const KINDS = ["background", "stop", "left out", "file"] as const;

function kindOf(language: string, directive: string | undefined): Step["kind"] | "output" | null {
  const known = KINDS.find((kind) => kind === directive);
  if (known) return known;
  if (language === "sh") return "run";
  if (language === "diff") return "patch";
  return language === "text" ? "output" : null;
}

/**
 * What the reader does, in order.
 * @throws Error for a block that is neither a step nor the output of one
 */
export function stepsOf(document: string): Step[] {
  const steps: Step[] = [];
  for (const { index, 1: directive, 2: note = "", 3: language = "", 4: text = "" } of document.matchAll(BLOCK)) {
    const line = document.slice(0, index).split("\n").length;
    const kind = kindOf(language, directive);
    const last = steps.at(-1);
    if (kind === null) throw new Error(`Line ${line}: what is this block for?`);
    if (kind !== "output") steps.push({ line, kind, text, note, expected: null });
    else if (last?.expected === null) last.expected = text;
    else throw new Error(`Line ${line}: the output of what?`);
  }
  return steps;
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Whether this is what was printed: `…` stands for anything within a line, and alone in a line for any lines. */
export function isPrinted(expected: string, printed: string): boolean {
  const lines = expected.trimEnd().split("\n");
  const pattern = lines.map((line) => {
    if (line.trim() === "…") return "(?:[^\\n]*\\n)*?";
    return `${line.trimEnd().split("…").map(escaped).join("[^\\n]*")}[ \\t]*\\n`;
  });
  return new RegExp(`^${pattern.join("")}$`).test(`${printed.trimEnd()}\n`);
}
