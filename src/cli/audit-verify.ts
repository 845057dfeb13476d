import { exitWith } from "@/front/exit-with";
import { prepareEnvironment } from "./environment";

prepareEnvironment({ LOG_LEVEL: "silent" });

try {
  const { runAuditVerify } = await import("./run-audit-verify");
  process.exitCode = await runAuditVerify(process.argv.slice(2), process.stdout, process.stderr);
} catch (error) {
  exitWith(error);
}
