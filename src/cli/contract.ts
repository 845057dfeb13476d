import { randomBytes } from "node:crypto";
import { exitWith } from "@/front/exit-with";
import { overrideEnvironment } from "./environment";

// The contract is the same wherever it is asked for; nothing is opened or sent.
overrideEnvironment({
  APP_SECRET: randomBytes(32).toString("hex"),
  APP_URL: "http://localhost:3000",
  DATABASE_URL: "file:./.data/contract.db",
  LOG_LEVEL: "silent",
});

try {
  const { runContract } = await import("./run-contract");
  process.exitCode = runContract(process.argv.slice(2), { out: process.stdout, err: process.stderr });
} catch (error) {
  exitWith(error);
}
