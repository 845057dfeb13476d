import { describe, expect, it } from "vitest";
import { exportedFunctions } from "../helpers/exported-functions";

describe("exportedFunctions", () => {
  it("finds functions, async functions and arrow functions, and no other export", () => {
    const source = [
      "export async function listUsers(actor: Actor): Promise<void> {}",
      "export function getUser<T>(id: string) {}",
      "export const findUser = async (id: string) => null;",
      "export const publicUserSelect = { id: true };",
      "export const TTL_SECONDS = (90 * 24) / 10;",
      "export type Role = string;",
      "function hidden() {}",
    ].join("\n");
    expect(exportedFunctions(source)).toEqual(["listUsers", "getUser", "findUser"]);
  });
});
