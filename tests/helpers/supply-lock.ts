import { z } from "zod";

const REGISTRY = "https://registry.npmjs.org/";

const entrySchema = z.looseObject({
  version: z.string().optional(),
  resolved: z.string().optional(),
  integrity: z.string().optional(),
  link: z.boolean().optional(),
  optional: z.boolean().optional(),
  os: z.array(z.string()).optional(),
  hasInstallScript: z.boolean().optional(),
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
});
export const lockSchema = z.looseObject({
  lockfileVersion: z.literal(3),
  packages: z.record(z.string(), entrySchema),
});
export type Lock = z.infer<typeof lockSchema>;
type Entry = z.infer<typeof entrySchema>;

type Floor = [floor: string, advisory: string, ...mendedInOlderMajors: string[]];

/** The first version without a known hole, and which that was. Whoever reads of a new one adds it here. */
export const FLOORS: Readonly<Record<string, Floor>> = {
  next: ["16.3.3", "CVE-2025-29927 and the middleware and server-action advisories after it"],
  "@trpc/server": ["11.8.0", "CVE-2025-68130, prototype pollution by form data"],
  react: ["19.2.4", "CVE-2025-55182 and its successors"],
  "react-dom": ["19.2.4", "CVE-2025-55182 and its successors"],
  superjson: ["2.2.2", "CVE-2022-23631, code execution by meta"],
  nodemailer: ["7.0.11", "CVE-2025-14874 and GHSA-mm7p-fcc7-pg87, mail to another domain"],
  "@hono/node-server": ["1.19.10", "CVE-2024-32652 and GHSA-wc8c-qw6v-h7f6, crash and bypass by path"],
  "swagger-ui-dist": ["4.1.3", "GHSA-qrmm-w75w-3wpx, spoofing"],
  mariadb: ["3.1.0", "clear passwords in error messages"],
  zod: ["3.22.3", "CVE-2023-4316, slow address check"],
  esbuild: ["0.25.0", "GHSA-67mh-4wv8-2f99"],
  vite: ["7.1.11", "CVE-2025-62522"],
  vitest: ["3.0.5", "CVE-2025-24964"],
  ws: ["8.17.1", "CVE-2024-37890", "7.5.10"],
  koa: ["3.0.3", "CVE-2025-62595"],
  "js-yaml": ["4.1.1", "CVE-2025-64718"],
  ajv: ["8.18.0", "CVE-2025-69873"],
};

/** Those that may run something when they are installed; their reason is in DECISIONS.md, or they come without a choice. */
const WITH_SCRIPTS = [
  "",
  "@prisma/engines",
  "esbuild",
  "fsevents",
  "msgpackr-extract",
  "prisma",
  "sharp",
  "unrs-resolver",
];

const nameOf = (path: string) =>
  path.slice(path.lastIndexOf("node_modules/") + (path === "" ? 1 : "node_modules/".length));

/** Whether the one version comes before the other; a pre-release before its release. */
export function isBefore(version: string, floor: string): boolean {
  const [numbers = "", suffix] = version.split("-", 2);
  const [mine, theirs] = [numbers, floor].map((text) => text.split(".").map(Number));
  for (let at = 0; at < 3; at += 1) {
    const difference = (mine?.[at] ?? 0) - (theirs?.[at] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return suffix !== undefined;
}

function packagesOf({ packages }: Lock): [path: string, entry: Entry][] {
  return Object.entries(packages).filter(([path]) => path !== "");
}

/** Every copy of a package below its floor (S1). */
export function belowFloor(lock: Lock, floors = FLOORS): string[] {
  const majorOf = (version: string) => version.split(".", 1)[0];
  return packagesOf(lock).flatMap(([path, { version = "0.0.0" }]) => {
    const [newest, advisory, ...older] = floors[nameOf(path)] ?? [];
    const floor = older.find((mended) => majorOf(mended) === majorOf(version)) ?? newest;
    return floor !== undefined && isBefore(version, floor) ? [`${path}@${version} is below ${floor}: ${advisory}`] : [];
  });
}

/** Added by .ci/complete-lock.mjs for other platforms: the registry at hand had no hash for them. */
const isOfOtherPlatform = ({ optional, os, resolved }: Entry) => optional === true && os !== undefined && !resolved;

function entryProblems(path: string, entry: Entry): string[] {
  const { version, resolved, integrity, link, hasInstallScript } = entry;
  const checks: [string, boolean][] = [
    ["has no version", !/^\d+\.\d+\.\d+(?:-[\w.-]+)?$/.test(version ?? "")],
    ["is a link", link === true],
    [`comes from ${resolved}`, resolved !== undefined && !resolved.startsWith(REGISTRY)],
    ["has no SHA-512", !integrity?.startsWith("sha512-") && !isOfOtherPlatform(entry)],
    ["has an install script", hasInstallScript === true && !WITH_SCRIPTS.includes(nameOf(path))],
  ];
  return checks.filter(([, isBroken]) => isBroken).map(([what]) => `${path} ${what}`);
}

function rangeProblems({ packages }: Lock): string[] {
  const { dependencies = {}, devDependencies = {} } = packages[""] ?? {};
  return Object.entries({ ...dependencies, ...devDependencies })
    .filter(([, range]) => !/^\d+\.\d+\.\d+(?:-[\w.-]+)?$/.test(range))
    .map(([name, range]) => `${name} is not at an exact version: ${range}`);
}

/** What a lockfile must not say (S2): another registry, no hash, a link, a script at install, a loose version. */
export function lockProblems(lock: Lock): string[] {
  return [...rangeProblems(lock), ...packagesOf(lock).flatMap(([path, entry]) => entryProblems(path, entry))];
}

export function withoutHash(lock: Lock): string[] {
  return packagesOf(lock).flatMap(([path, { integrity }]) => (integrity === undefined ? [path] : []));
}
