import { exitWith } from "@/front/exit-with";
import { prepareEnvironment } from "./environment";

prepareEnvironment({ LOG_LEVEL: "silent" });

try {
  const { runSecretRotate } = await import("./run-secret-rotate");
  process.exitCode = await runSecretRotate(process.argv.slice(2), process.stdout, process.stderr);
} catch (error) {
  exitWith(error);
}
