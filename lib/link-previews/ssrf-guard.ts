import type { LookupAddress } from "node:dns";
import { lookup, Resolver } from "node:dns/promises";
import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/** What is not fetched, and why. It goes no further than the log. */
export class BlockedAddressError extends Error {
	override readonly name = "Refused";
}

export type Guard = {
	/** The only look at a name: what it answers is checked, and connected to. */
	resolve: (host: string, isOwn: boolean) => Promise<LookupAddress[]>;
	/** Hosts of one's own network, as `host` or `host:port`, in lower case. */
	allowed: ReadonlySet<string>;
};

/**
 * Strangers' names are asked of name servers directly. The system's own look-up (`getaddrinfo`) takes a thread for as
 * long as a stranger's name server is silent, and there are few; it is for hosts of one's own network, which may stand in
 * a file only.
 */
export async function resolve(host: string, isOwn: boolean): Promise<LookupAddress[]> {
	if (isOwn) return lookup(host, { all: true, verbatim: true });
	const resolver = new Resolver({ timeout: 2000, tries: 2 });
	const found = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
	return found.flatMap((answer, index) =>
		answer.status === "fulfilled" ? answer.value.map((address) => ({ address, family: index === 0 ? 4 : 6 })) : [],
	);
}

/** Where a cloud's machines ask about themselves, under an address that looks public. */
const metadata = new Set(["168.63.129.16"]);
/** What an IPv6 network may give to anybody; everything else is for somebody's own use, or for none. */
const globalIpv6 = ipaddr.IPv6.parseCIDR("2000::/3");
/** Not even for a host that is allowed. */
const neverRanges = new Set(["linkLocal", "unspecified", "multicast", "broadcast", "reserved"]);

/**
 * The one address that may be connected to for this URL. Only http and https on their own ports, without credentials, and
 * only where every address behind the name is public: what a browser would reach from inside is not reached from here.
 */
export async function addressFor(url: URL, guard: Guard): Promise<LookupAddress> {
	const { protocol, username, password, port, host } = url;
	if (protocol !== "http:" && protocol !== "https:") throw new BlockedAddressError(`the scheme ${protocol}`);
	if (username || password) throw new BlockedAddressError("a name or password in the address");
	// The parser of URLs has made numbers of any base an address of four, and put IPv6 in brackets.
	const name = url.hostname.replace(/^\[|\]$/g, "");
	const isAllowed = guard.allowed.has(host) || (port === "" && guard.allowed.has(url.hostname));
	if (port !== "" && !isAllowed) throw new BlockedAddressError(`the port ${port}`);
	const family = isIP(name);
	const found = family ? [{ address: name, family }] : await guard.resolve(name, isAllowed);
	const [first] = found;
	if (!first) throw new BlockedAddressError("a name without an address");
	for (const { address } of found)
		if (!(isAllowed ? isReachable(address) : isPublic(address)))
			throw new BlockedAddressError(`the address ${address}`);
	return first;
}

/** Whether an address is anybody's on the open internet. What carries another one inside (6to4, NAT64, Teredo, mapped) is not. */
export function isPublic(address: string): boolean {
	if (!ipaddr.isValid(address)) return false;
	const parsed = ipaddr.parse(address);
	if (parsed.range() !== "unicast" || metadata.has(parsed.toString())) return false;
	return parsed instanceof ipaddr.IPv4 || parsed.match(globalIpv6);
}

function isReachable(address: string): boolean {
	return ipaddr.isValid(address) && !neverRanges.has(ipaddr.process(address).range());
}

/** Whether a connection has reached what was checked, however either is written. */
export function isSame(reached: string | undefined, checked: string): boolean {
	if (reached === undefined || !ipaddr.isValid(reached)) return false;
	return ipaddr.process(reached).toString() === ipaddr.process(checked).toString();
}
