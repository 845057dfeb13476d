import { existsSync } from "node:fs";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
/** Only what never comes takes so long, also where everything else is at work as well. */
const PATIENCE_MS = 90_000;
export const WIDE = { width: 1280, height: 800 };
export const NARROW = { width: 360, height: 740 };

/** Where Chromium is on this machine; undefined where it is not. */
export function findChromium(): string | undefined {
  return CHROMIUM.find((path) => existsSync(path));
}

/** The program, with more flags if wanted. Its windows share nothing. */
export async function launchChromium(flags: string[] = []): Promise<Browser> {
  const executablePath = findChromium();
  return chromium.launch({
    ...(executablePath && { executablePath }),
    headless: true,
    args: [...FLAGS, ...flags],
    // Going back shows what was left behind, as it does outside of tests.
    ignoreDefaultArgs: ["--disable-back-forward-cache"],
  });
}

/** Somebody's browser: new, empty, and wide. */
export async function newVisitor(chromium: Browser): Promise<BrowserContext> {
  const context = await chromium.newContext({
    viewport: WIDE,
    reducedMotion: "reduce",
    permissions: ["clipboard-read", "clipboard-write"],
  });
  context.setDefaultTimeout(PATIENCE_MS);
  context.setDefaultNavigationTimeout(PATIENCE_MS);
  return context;
}

/** A page, and everything that it complains of: console errors, faults, policy violations, failed requests. */
export async function openPage(context: BrowserContext): Promise<{ page: Page; complaints: string[] }> {
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    // Said of what was loaded ahead and comes into use late, as it does where the machine is slow.
    const isHaste = /was preloaded using link preload but not used/.test(message.text());
    if (["error", "warning"].includes(message.type()) && !isHaste) complaints.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`fault: ${error.message}`));
  page.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText ?? "";
    // Next's router lets go of its own answers as soon as it has seen enough of them, and the browser of what it no longer
    // needs when it leaves a page.
    const mayStop = /_rsc=|\/icon\.svg|\/_next\/static\//.test(request.url()) && reason === "net::ERR_ABORTED";
    if (!mayStop) complaints.push(`failed: ${request.url()} ${reason}`);
  });
  return { page, complaints };
}

/** What is left without the refusals that were meant to be: Chromium counts every one of them as an error. */
export function otherThan(complaints: string[], ...statuses: number[]): string[] {
  return complaints.filter((text) => !statuses.some((status) => text.includes(`status of ${status}`)));
}
