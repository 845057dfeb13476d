import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { expect } from "vitest";
import { copiedProject, ownModules } from "./copied-project";
import { freePort } from "./server-process";
import { isPrinted, type Step, stepsOf } from "./tutorial";

/** The port that the document speaks of; here it is one that is free. */
const PORT = /\b3000\b/g;
/** A bound for what hangs. */
const STEP_MS = 900_000;

/** A reader of the tutorial, with a clone of the project and nothing else. */
export class Reader {
  readonly #folder = copiedProject();
  readonly #port: string;
  #server: { child: ChildProcess; ended: Promise<unknown> } | null = null;

  private constructor(port: string) {
    this.#port = port;
    ownModules(this.#folder);
  }

  static async withClone(): Promise<Reader> {
    return new Reader(String(await freePort()));
  }

  /** What it writes, as far as it has. Never waited for synchronously, as that would hold up the suite's own process. */
  #launch(command: string) {
    const unset: Record<string, string | undefined> = { NODE_ENV: undefined };
    const env = {
      NODE_ENV: "test" as const,
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PORT: this.#port,
      ...unset,
    };
    const options = { cwd: this.#folder, env, detached: true };
    const child = spawn("sh", ["-ec", command], { ...options, stdio: ["ignore", "pipe", "pipe"] });
    const heard = { out: "", all: "" };
    child.stdout.on("data", (chunk: Buffer) => {
      heard.out += chunk.toString();
      heard.all += chunk.toString();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      heard.all += chunk.toString();
    });
    return { child, heard, ended: once(child, "close") };
  }

  async #start(command: string, until: string): Promise<string> {
    const { child, heard, ended } = this.#launch(command);
    this.#server = { child, ended };
    const isThere = () => heard.all.includes(until) || child.exitCode !== null;
    await expect.poll(isThere, { timeout: STEP_MS, message: command }).toBe(true);
    expect(heard.all).toContain(until);
    return heard.out;
  }

  async #finish(command: string, line: number): Promise<string> {
    const { heard, ended } = this.#launch(command);
    const [code] = await ended;
    expect(code, `line ${line}: ${command}\n${heard.all}`).toBe(0);
    return heard.out;
  }

  async #stop(): Promise<void> {
    const { child, ended } = this.#server ?? {};
    this.#server = null;
    if (child?.pid === undefined || child.exitCode !== null) return;
    // npm, and what it has started: its output is closed once the last of them has ended.
    process.kill(-child.pid, "SIGTERM");
    await ended;
  }

  #write(path: string, text: string): void {
    mkdirSync(dirname(join(this.#folder, path)), { recursive: true });
    writeFileSync(join(this.#folder, path), text);
  }

  async #carryOut({ kind, note, line }: Step, text: string): Promise<string> {
    if (kind === "background") return this.#start(text, note.replace(/^until "(.*)"$/, "$1"));
    if (kind === "run") return this.#finish(text, line);
    if (kind === "stop") await this.#stop();
    if (kind === "file") this.#write(note, text);
    if (kind === "patch") execFileSync("git", ["apply", "--recount", "-"], { cwd: this.#folder, input: text });
    return "";
  }

  /** Does what a step says, and compares what that prints. */
  async follow(step: Step): Promise<void> {
    const here = (text: string) => text.replace(PORT, this.#port);
    const printed = await this.#carryOut(step, here(step.text));
    if (step.expected === null) return;
    const isSame = isPrinted(here(step.expected), stripVTControlCharacters(printed));
    expect.soft(isSame, `line ${step.line} printed:\n${printed}\ninstead of:\n${step.expected}`).toBe(true);
  }

  async leave(): Promise<void> {
    await this.#stop();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

export function tutorialSteps(): Step[] {
  return stepsOf(readFileSync("TUTORIAL.md", "utf8"));
}
