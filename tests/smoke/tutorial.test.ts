import { afterAll, beforeAll, describe, it } from "vitest";
import { Reader, tutorialSteps } from "../helpers/walk-tutorial";

const TWENTY_MINUTES_MS = 1_200_000;

describe("TUTORIAL.md", () => {
  let reader: Reader | undefined;

  beforeAll(async () => {
    reader = await Reader.withClone();
  });

  afterAll(() => reader?.leave());

  it("says what happens, from the clone to the deployed resource", { timeout: TWENTY_MINUTES_MS }, async () => {
    for (const step of tutorialSteps()) await reader?.follow(step);
  });
});
