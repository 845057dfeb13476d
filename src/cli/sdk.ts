import { exitWith } from "@/front/exit-with";
import { prepareDescription } from "./environment";

prepareDescription();

try {
  const { runSdk } = await import("./run-sdk");
  process.exitCode = await runSdk(process.argv.slice(2), { out: process.stdout, err: process.stderr });
} catch (error) {
  exitWith(error);
}
