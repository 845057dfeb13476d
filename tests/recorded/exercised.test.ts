import { describe, expect, it } from "vitest";
import { ERRORS } from "@/lib/errors";
import { appRouter } from "@/server/root";
import { CANNOT_FAIL } from "../helpers/cannot-fail";
import { serviceFunctions, staleExemptions, unexercised } from "../helpers/exercised";
import { isMysqlServerAvailable } from "../helpers/mysql-available";
import { definitionsOf } from "../helpers/procedure-rules";
import { readRecord } from "../helpers/recorder";

const procedures = definitionsOf(appRouter).map(({ path }) => path);
const services = serviceFunctions();
const databases = isMysqlServerAvailable() ? ["sqlite", "mysql"] : ["sqlite"];

describe.each(databases)("the suites on %s have exercised", (project) => {
  it("every procedure, with success and with failure", () => {
    expect(unexercised(procedures, readRecord(project), {})).toEqual([]);
  });

  it("every service function, with success and, where it can fail, with failure", () => {
    expect(unexercised(services, readRecord(project), CANNOT_FAIL)).toEqual([]);
  });

  it("every error code, in the answer to a request", () => {
    const record = readRecord(project);
    expect(Object.keys(ERRORS).filter((code) => !record.has(`answer ${code} failure`))).toEqual([]);
  });

  it("nothing that is said to be unable to fail, with failure", () => {
    expect(staleExemptions(services, readRecord(project), CANNOT_FAIL)).toEqual([]);
  });
});
