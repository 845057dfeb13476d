import { exitWith } from "@/front/exit-with";
import { prepareEnvironment } from "./environment";

prepareEnvironment({ LOG_LEVEL: "silent" });

try {
  const { runUserAdmin } = await import("./run-user-admin");
  process.exitCode = await runUserAdmin(process.argv.slice(2), process.stdout, process.stderr);
} catch (error) {
  exitWith(error);
}
