const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"];

function bytes(count: number): string {
  const step = Math.min(Math.floor(Math.log2(Math.max(count, 1)) / 10), UNITS.length - 1);
  const value = count / 1024 ** step;
  return `${value.toLocaleString("en", { maximumFractionDigits: value < 10 ? 1 : 0 })} ${UNITS[step]}`;
}

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;

/** The two largest units, or the largest alone where there is nothing of the other. */
function duration(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  const inTwo = (first: string, rest: number, word: string) => (rest > 0 ? `${first} ${plural(rest, word)}` : first);
  if (days > 0) return inTwo(plural(days, "day"), hours % 24, "hour");
  if (hours > 0) return inTwo(plural(hours, "hour"), minutes % 60, "minute");
  return minutes > 0 ? plural(minutes, "minute") : plural(seconds, "second");
}

/** The page about the machine. */
export const systemTexts = {
  title: "System",
  description: "Whether everything runs, and on what.",
  refresh: "Read again",
  readAt: "As of",
  health: "Health",
  ready: "Ready",
  readyText: "The server takes requests, and its database answers.",
  mailsFailing: "Mails have been given up: see the queue below.",
  versions: { title: "Versions", gatehouse: "Gatehouse", node: "Node.js", next: "Next.js", prisma: "Prisma" },
  process: {
    title: "Process",
    text: "The one that has answered; behind a load balancer there are others.",
    uptime: "Up for",
    memory: "Memory",
    heap: "JavaScript heap",
  },
  database: { title: "Database", engine: "Engine", latency: "A small query takes", migration: "Last migration" },
  noMigration: "None",
  milliseconds: (count: number): string => `${count.toLocaleString("en")} ms`,
  outbox: {
    title: "Queue of mails",
    text: "A mail that cannot be delivered is tried again for about 21 hours, then given up.",
    waiting: "Waiting",
    failed: "Given up",
    sent: "Sent in the last 24 hours",
    oldest: "The oldest waits since",
    none: "Nothing waits",
  },
  rateLimits: {
    title: "Rate limits",
    stores: {
      memory: "Counted in this process, by itself.",
      redis: "Counted in Redis, for all processes together.",
      away: "Redis does not answer: each process counts for itself, and gives out a quarter.",
    },
    by: { network: "a network", email: "a network and address", caller: "an account or key" },
    quota: (count: number, windowSeconds: number): string =>
      `${count.toLocaleString("en")} in ${duration(windowSeconds)}`,
  },
  bytes,
  duration,
};
