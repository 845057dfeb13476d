import { exitWith } from "@/front/exit-with";
import { runRename } from "./run-rename";

try {
  process.exitCode = runRename(process.argv.slice(2), { out: process.stdout, err: process.stderr });
} catch (error) {
  exitWith(error);
}
