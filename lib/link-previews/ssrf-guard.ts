import type { LookupAddress } from "node:dns";
import { lookup, Resolver } from "node:dns/promises";
import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/** An address that is not fetched, and the reason. It appears only in the log. */
export class BlockedAddressError extends Error {
	override readonly name = "Refused";
}

export type Guard = {
	/** The only lookup of a name: its result is checked, and connected to. */
	resolve: (host: string, isOwn: boolean) => Promise<LookupAddress[]>;
	/** Hosts of the private network, as `host` or `host:port`, in lower case. */
	allowed: ReadonlySet<string>;
};

/**
 * Untrusted names are resolved by asking name servers directly. The system's own lookup (`getaddrinfo`) blocks one of
 * few threads while an untrusted name server is silent. It is used for hosts of the private network, which may be
 * defined only in a file.
 */
export async function resolve(host: string, isOwn: boolean): Promise<LookupAddress[]> {
	if (isOwn) return lookup(host, { all: true, verbatim: true });
	const resolver = new Resolver({ timeout: 2000, tries: 2 });
	const found = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
	return found.flatMap((answer, index) =>
		answer.status === "fulfilled" ? answer.value.map((address) => ({ address, family: index === 0 ? 4 : 6 })) : [],
	);
}

/** A cloud's metadata service under an address that looks public. */
const metadata = new Set(["168.63.129.16"]);
/** The IPv6 range of public addresses; all others are private, special or unassigned. */
const globalIpv6 = ipaddr.IPv6.parseCIDR("2000::/3");
/** Rejected even for an allowed host. */
const neverRanges = new Set(["linkLocal", "unspecified", "multicast", "broadcast", "reserved"]);

/**
 * The address to connect to for this URL. Only http and https on their own ports, without credentials, and only if
 * every address of the name is public, so that no private service is reachable.
 */
export async function addressFor(url: URL, guard: Guard): Promise<LookupAddress> {
	const { protocol, username, password, port, host } = url;
	if (protocol !== "http:" && protocol !== "https:") throw new BlockedAddressError(`the scheme ${protocol}`);
	if (username || password) throw new BlockedAddressError("a name or password in the address");
	// The URL parser has normalized IPv4 addresses in any base to four numbers, and put IPv6 in brackets.
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

/** Whether an address is public. One that embeds another (6to4, NAT64, Teredo, mapped) is not. */
export function isPublic(address: string): boolean {
	if (!ipaddr.isValid(address)) return false;
	const parsed = ipaddr.parse(address);
	if (parsed.range() !== "unicast" || metadata.has(parsed.toString())) return false;
	return parsed instanceof ipaddr.IPv4 || parsed.match(globalIpv6);
}

function isReachable(address: string): boolean {
	return ipaddr.isValid(address) && !neverRanges.has(ipaddr.process(address).range());
}

/** Whether a connection has reached the checked address, in whatever spelling. */
export function isSame(reached: string | undefined, checked: string): boolean {
	if (reached === undefined || !ipaddr.isValid(reached)) return false;
	return ipaddr.process(reached).toString() === ipaddr.process(checked).toString();
}
