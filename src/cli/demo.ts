import { exitWith } from "@/front/exit-with";
import { demoEnvironment } from "./demo/environment";
import { overrideEnvironment, readVariable } from "./environment";

try {
  overrideEnvironment(demoEnvironment(readVariable));
  const { runDemo } = await import("./demo/run-demo");
  await runDemo(process.stdout);
} catch (error) {
  exitWith(error);
}
