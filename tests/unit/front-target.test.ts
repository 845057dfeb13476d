import { describe, expect, it } from "vitest";
import { readTarget } from "@/front/target";

describe("readTarget", () => {
  it.each([
    ["/api", "api", "/api"],
    ["/api/users?q=%zz", "api", "/api/users?q=%zz"],
    ["/api/%zz", "api", "/api/%zz"],
    ["/API/users", "api", "/API/users"],
    ["//api/users", "api", "//api/users"],
    ["/%61pi/users", "api", "/%61pi/users"],
    ["http://elsewhere.example/api/users", "api", "/api/users"],
    ["/", "pages", "/"],
    ["/apis", "pages", "/apis"],
    ["/sign-in?x=/../#".replace("#", ""), "pages", "/sign-in?x=/../"],
    ["/%zz", "api", "/api/%zz"],
  ])("takes %s to the %s as it stands", (raw, door, url) => {
    expect(readTarget(raw)).toEqual({ door, url });
  });

  it.each([
    "/api/../account",
    "/account/../api/users",
    "/api/%2e%2E/account",
    "/api/.",
    "/api\\users",
    "/api/users#x",
    "/api/ü",
    "*",
    "elsewhere.example:443",
    "http://elsewhere.example",
    "",
  ])("takes %j, which a URL parser would rewrite, to the API as one segment (I13)", (raw) => {
    const { door, url } = readTarget(raw);
    expect(door).toBe("api");
    expect(new URL(url, "http://localhost").pathname).toBe(url);
    expect(decodeURIComponent(url)).toBe(`/api/${raw}`);
  });
});
