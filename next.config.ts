import type { NextConfig } from "next";
import { EXTERNAL_PACKAGES } from "./src/cli/externals";

// Read when a command starts, whichever way it was started.
process.env.NEXT_TELEMETRY_DISABLED = "1";

const headers = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "Referrer-Policy", value: "no-referrer" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
];

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // A redirect of `/api/…/` would leave the envelope.
  skipTrailingSlashRedirect: true,
  // `npm run check` reads all types once, tests included.
  typescript: { ignoreBuildErrors: true },
  // The image optimiser would fetch what a caller names; nothing here needs it.
  images: { unoptimized: true },
  productionBrowserSourceMaps: false,
  turbopack: { root: import.meta.dirname },
  serverExternalPackages: [...EXTERNAL_PACKAGES],
  // The API sets its own.
  headers: async () => [{ source: "/((?!api(?:/|$)).*)", headers }],
};

export default config;
