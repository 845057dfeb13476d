import { exitWith } from "@/front/exit-with";
import { prepareEnvironment, readVariable } from "./environment";

prepareEnvironment({});

try {
  const { runTrace } = await import("./run-trace");
  const { stdin, stdout, stderr } = process;
  const streams = { input: stdin.isTTY ? null : stdin, out: stdout, err: stderr };
  process.exitCode = await runTrace(process.argv.slice(2), readVariable("LOG_FILE"), streams);
} catch (error) {
  exitWith(error);
}
