import { BlockList, isIP, isIPv4, isIPv6 } from "node:net";

const MAPPED_IPV4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
/** Verdicts kept of a list: it makes an object for each question, and the same addresses come again and again. */
const REMEMBERED_MAX = 1_000;
const GROUPS = 8;
const GROUPS_OF_A_NETWORK = 4;

/** RFC 1918, RFC 4193, loopback and link-local, as address and prefix length. */
const PRIVATE = ["127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"];
const PRIVATE_V6 = ["::1/128", "fc00::/7", "fe80::/10"];

/** `::ffff:192.0.2.1` is 192.0.2.1, as sockets that take both families write it. */
export function plainAddress(ip: string): string {
  return MAPPED_IPV4.exec(ip)?.[1] ?? ip;
}

function familyOf(ip: string): "ipv4" | "ipv6" {
  return isIPv4(ip) ? "ipv4" : "ipv6";
}

/** Whether a text is an address or a range that `networkList` takes. */
export function isNetwork(text: string): boolean {
  const [address = "", prefix, ...rest] = text.split("/");
  if (isIP(address) === 0 || address.includes("%") || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (isIPv4(address) ? 32 : 128));
}

/** The same, asked once for an address. Forgetting all of them costs little, and bounds the memory. */
function remembered(isIn: (ip: string) => boolean): (ip: string) => boolean {
  const verdicts = new Map<string, boolean>();
  return (ip) => {
    const known = verdicts.get(ip);
    if (known !== undefined) return known;
    if (verdicts.size >= REMEMBERED_MAX) verdicts.clear();
    const verdict = isIn(ip);
    verdicts.set(ip, verdict);
    return verdict;
  };
}

/** Whether an address is in one of these ranges, such as `10.0.0.0/8` or `2001:db8::1`. Rubbish is in none. */
export function networkList(networks: readonly string[]): (ip: string) => boolean {
  const list = new BlockList();
  for (const network of networks) {
    const [address = "", prefix = isIPv4(address) ? "32" : "128"] = network.split("/");
    list.addSubnet(address, Number(prefix), familyOf(address));
  }
  return remembered((ip) => {
    const plain = plainAddress(ip);
    return isIP(plain) !== 0 && list.check(plain, familyOf(plain));
  });
}

/** Addresses that many people share with us: this machine, and networks behind a translator or a proxy. */
export const isPrivateAddress = networkList([...PRIVATE, ...PRIVATE_V6]);

function expand(ip: string): string[] {
  const [head = "", tail] = ip.split("::");
  const left = head.split(":").filter(Boolean);
  const right = (tail ?? "").split(":").filter(Boolean);
  const zeros = tail === undefined ? 0 : GROUPS - left.length - right.length;
  return [...left, ...Array.from({ length: zeros }, () => "0"), ...right];
}

/** What one customer of a provider holds: an IPv4 address, or an IPv6 network of 64 bits. */
export function networkOf(ip: string): string {
  const plain = plainAddress(ip);
  if (!isIPv6(plain)) return plain;
  const groups = expand(new URL(`http://[${plain.replace(/%.*$/, "")}]`).hostname.slice(1, -1));
  return `${groups.slice(0, GROUPS_OF_A_NETWORK).join(":")}::/64`;
}
