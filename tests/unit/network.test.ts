import { describe, expect, it } from "vitest";
import { isNetwork, isPrivateAddress, networkList, networkOf } from "@/lib/network";

describe("networkOf (T6)", () => {
  it.each([
    ["192.0.2.1", "192.0.2.1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["::FFFF:192.0.2.1", "192.0.2.1"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:0DB8:0001:0002::", "2001:db8:1:2::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["2001:db8:0:0:1::", "2001:db8:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["::", "0:0:0:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ])("%s is of %s", (ip, network) => {
    expect(networkOf(ip)).toBe(network);
  });

  it("is one for all of a /64, and another for the next", () => {
    const all = ["2001:db8:a:b::", "2001:db8:a:b::1", "2001:db8:a:b:ffff:ffff:ffff:ffff", "2001:DB8:A:B:0:1::"];
    expect(new Set(all.map(networkOf)).size).toBe(1);
    expect(networkOf("2001:db8:a:c::")).not.toBe(networkOf("2001:db8:a:b::"));
  });
});

describe("isPrivateAddress", () => {
  it.each([
    "127.0.0.1",
    "127.255.255.254",
    "10.0.0.0",
    "10.255.255.255",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.0.1",
    "169.254.1.1",
    "::1",
    "fc00::1",
    "fdff::1",
    "fe80::1",
    "febf::1",
    "::ffff:10.0.0.1",
    "::ffff:127.0.0.1",
  ])("%s is shared by many", (ip) => {
    expect(isPrivateAddress(ip)).toBe(true);
  });

  it.each([
    "126.255.255.255",
    "128.0.0.1",
    "9.255.255.255",
    "11.0.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "192.167.255.255",
    "169.253.255.255",
    "8.8.8.8",
    "::2",
    "fbff::1",
    "fe00::1",
    "fec0::1",
    "2001:db8::1",
    "::ffff:8.8.8.8",
    "",
    "rubbish",
    "10.0.0",
    "10.0.0.0.1",
    "10.0.0.1/8",
  ])("%j is not", (ip) => {
    expect(isPrivateAddress(ip)).toBe(false);
  });
});

describe("networkList", () => {
  it("has the addresses of its ranges, of both families, and no others", () => {
    const has = networkList(["192.0.2.0/25", "198.51.100.1", "2001:db8::/32"]);
    for (const ip of ["192.0.2.0", "192.0.2.127", "198.51.100.1", "2001:db8::1", "::ffff:192.0.2.5"]) {
      expect(has(ip), ip).toBe(true);
    }
    for (const ip of ["192.0.2.128", "198.51.100.2", "2001:db9::1", "", "x", "::1"]) expect(has(ip), ip).toBe(false);
    expect(networkList([])("127.0.0.1")).toBe(false);
  });

  it("says the same of an address after more of them than it remembers", () => {
    const has = networkList(["10.0.0.0/8"]);
    const all = Array.from({ length: 3_000 }, (_, at) => `${at % 2 === 0 ? 10 : 11}.0.${at >> 8}.${at % 256}`);
    for (const ip of [...all, ...all]) expect(has(ip), ip).toBe(ip.startsWith("10."));
  });
});

describe("isNetwork", () => {
  it.each(["10.0.0.0/8", "10.0.0.1", "::1", "2001:db8::/32", "0.0.0.0/0", "::/0", "1.2.3.4/32", "::1/128"])(
    "takes %s",
    (text) => {
      expect(isNetwork(text)).toBe(true);
    },
  );

  it.each(["", "x", "10.0.0", "10.0.0.0/33", "::1/129", "10.0.0.0/", "10.0.0.0/x", "10.0.0.0/8/8", "10.0.0.0/-1"])(
    "refuses %j",
    (text) => {
      expect(isNetwork(text)).toBe(false);
    },
  );
});
