// Adds the platform packages that the registry at hand does not serve to package-lock.json. `npm ci` refuses a lock
// without them, and a machine of that platform could not install its own. They have no integrity until the lock is
// written against a full registry. Run it after every change of a dependency: node .ci/complete-lock.mjs
import { readFileSync, writeFileSync } from "node:fs";

const SYSTEMS = ["aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"];
const CPUS = ["arm", "arm64", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "x64"];

const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
const added = [];

function libcOf(name, os) {
  if (name.includes("musl")) return ["musl"];
  return os === "linux" && name.includes("gnu") ? ["glibc"] : undefined;
}

for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (lock.packages[`${path}/node_modules/${name}`] || lock.packages[`node_modules/${name}`]) continue;
    const words = name.split(/[/-]/);
    const os = words.find((word) => SYSTEMS.includes(word));
    const cpu = words.find((word) => CPUS.includes(word));
    if (!os || !/^\d/.test(version)) continue;
    const libc = libcOf(name, os);
    const dev = entry.dev && { dev: true };
    lock.packages[`node_modules/${name}`] = { version, ...(cpu && { cpu: [cpu] }), ...dev, ...(libc && { libc }), optional: true, os: [os] };
    added.push(`${name}@${version}`);
  }
}

lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
writeFileSync("package-lock.json", `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`${added.length} added\n`);
