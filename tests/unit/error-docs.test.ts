import { describe, expect, it } from "vitest";
import { ERRORS } from "@/lib/errors";
import { changelog } from "@/server/contract/changelog";
import { errorDocs, findErrorDoc } from "@/server/rest/error-docs";
import { openApiJson } from "@/server/rest/openapi";

describe("the pages of error codes", () => {
  it("are one for each code, with the operations that may answer with it", () => {
    expect(errorDocs().map(({ code }) => code)).toEqual(Object.keys(ERRORS));
    expect(findErrorDoc("PRECONDITION_FAILED")).toMatchObject({
      status: 412,
      trpc: "PRECONDITION_FAILED",
      href: "/docs/errors/PRECONDITION_FAILED",
      operations: expect.arrayContaining(["PATCH /api/users/{id}"]),
    });
    expect(findErrorDoc("PRECONDITION_FAILED")?.operations).not.toContain("GET /api/users");
  });

  it.each(["", "not_found", "NOPE", "constructor", "__proto__"])("are none for %j", (code) => {
    expect(findErrorDoc(code)).toBeNull();
  });

  it("are linked from the OpenAPI document", () => {
    const document = openApiJson();
    for (const { code, operations, href } of errorDocs()) {
      expect(document.includes(`(${href})`), code).toBe(operations.length > 0);
    }
  });
});

describe("the changelog", () => {
  it("is as it was written", () => {
    for (const { changes, reason } of changelog()) {
      expect(changes.length).toBeGreaterThan(0);
      expect(changes.some(({ isBreaking }) => isBreaking)).toBe(reason !== undefined);
    }
  });
});
