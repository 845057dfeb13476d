import { exitWith } from "@/front/exit-with";
import { prepareEnvironment } from "./environment";

prepareEnvironment({ NODE_ENV: "production" });

try {
  const { runStart } = await import("./run-start");
  await runStart();
} catch (error) {
  exitWith(error);
}
