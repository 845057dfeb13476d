import { readFileSync } from "node:fs";
import { z } from "zod";
import { Prisma } from "@/generated/mysql/client";

const manifestSchema = z.object({ version: z.string() });

type Versions = { gatehouse: string; node: string; next: string; prisma: string };

function versionIn(manifest: string): string {
  return manifestSchema.parse(JSON.parse(readFileSync(manifest, "utf8"))).version;
}

let versions: Versions | null = null;

/** What this process runs on. Next is asked by its file, as this wall may not import it. */
export function readVersions(): Versions {
  versions ??= {
    gatehouse: versionIn("package.json"),
    node: process.versions.node,
    next: versionIn("node_modules/next/package.json"),
    prisma: Prisma.prismaVersion.client,
  };
  return versions;
}
