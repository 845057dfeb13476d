import { exitWith } from "@/front/exit-with";
import { prepareDescription } from "./environment";

prepareDescription();

try {
  const { runContract } = await import("./run-contract");
  process.exitCode = runContract(process.argv.slice(2), { out: process.stdout, err: process.stderr });
} catch (error) {
  exitWith(error);
}
