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

/**
 * The first version without a known hole, and what that was; as what names an advisory was found in public threads
 * in November 2026. Whoever reads of a new one adds it here.
 */
export const FLOORS: Readonly<Record<string, Floor>> = {
  next: [
    "16.3.3",
    "GHSA-2xp9-vwfh-vxw4 and GHSA-p293-qw3h-jr36, code execution; 16.2.6: 13 more, bypasses of the proxy",
  ],
  "@trpc/server": ["11.8.0", "GHSA-43p4-m455-4f4j (CVE-2025-68130), prototype pollution by form data"],
  react: ["19.2.6", "CVE-2026-23870 and CVE-2025-55182, server components"],
  "react-dom": ["19.2.6", "CVE-2026-23870 and CVE-2025-55182, server components"],
  superjson: ["1.8.1", "CVE-2022-23631, code execution by meta"],
  nodemailer: [
    "9.1.0",
    "GHSA-2x7j-588g-ccc2, slow address list; GHSA-rcmh-qjqh-p98v; GHSA-mm7p-fcc7-pg87, another domain",
  ],
  "@hono/node-server": [
    "2.0.10",
    "memory leak by aborted upgrades; GHSA-92pp-h63x-v22m, GHSA-wc8c-qw6v-h7f6",
    "1.19.13",
  ],
  "swagger-ui-dist": [
    "5.32.13",
    "GHSA-cmwh-pvxp-8882 (CVE-2026-65898) in its DOMPurify; GHSA-qrmm-w75w-3wpx, spoofing",
  ],
  mariadb: [
    "3.4.7",
    "GHSA-42r5-vhpq-m858 and GHSA-cqhc-2h57-wpxf, password in clear; GHSA-g5xc-5w98-jfvm, SQL injection",
  ],
  zod: ["3.22.3", "CVE-2023-4316, slow address check"],
  esbuild: ["0.28.1", "GHSA-gv7w-rqvm-qjhr, binary without a check; GHSA-67mh-4wv8-2f99"],
  vite: ["8.0.16", "GHSA-fx2h-pf6j-xcff (CVE-2026-53571), files that are denied", "7.3.5", "6.4.3"],
  vitest: ["4.1.0", "GHSA-5xrq-8626-4rwp (CVE-2026-47429); GHSA-9crc-q9x8-hgqq, code execution", "3.2.6"],
  ws: ["8.21.0", "CVE-2026-48779, memory exhausted by fragments", "7.5.11"],
  koa: ["3.1.2", "GHSA-7gcc-r8m5-44qm (CVE-2026-27959), host injection", "2.16.4"],
  "js-yaml": ["4.3.2", "GHSA-2883-xcg3-v3hh; GHSA-h67p-54hq-rp68; GHSA-mh29-5h37-fv8m, prototype pollution"],
  ajv: ["8.18.0", "CVE-2025-69873, slow pattern from data"],
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
