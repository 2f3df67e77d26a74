import type { IncomingMessage } from "node:http";
import { BlockList, isIP } from "node:net";
import ipaddr from "ipaddr.js";

/** Parses the trusted proxies, whose X-Forwarded-* headers count: addresses, CIDR ranges, or the word `loopback`. */
export function parseProxies(text: string, refuse: (message: string) => void): BlockList {
	const list = new BlockList();
	for (const entry of text.split(/[\s,]+/).filter(Boolean)) {
		if (entry === "loopback") {
			list.addSubnet("127.0.0.0", 8, "ipv4");
			list.addAddress("::1", "ipv6");
			continue;
		}
		const [address = "", prefix] = entry.split("/");
		const family = isIP(address) === 6 ? "ipv6" : "ipv4";
		const bits = prefix === undefined ? (family === "ipv6" ? 128 : 32) : Number(prefix);
		if (!isIP(address) || !Number.isInteger(bits) || bits < 0 || bits > (family === "ipv6" ? 128 : 32))
			refuse(`must list addresses, ranges like 10.0.0.0/8, or loopback: "${entry}" is none`);
		else list.addSubnet(address, bits, family);
	}
	return list;
}

const plain = (address: string) => (address.startsWith("::ffff:") ? address.slice(7) : address);
const knows = (list: BlockList, address: string) =>
	isIP(address) > 0 && list.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");

export type ClientInfo = { address: string; host: string; secure: boolean };

/** The client of a request: the socket's peer, or the one behind a trusted proxy. */
export function peerOf(request: IncomingMessage, trusted: BlockList): ClientInfo {
	const headers = request.headers;
	const first = (name: string) =>
		String(headers[name] ?? "")
			.split(",")[0]
			?.trim();
	const direct = plain(request.socket.remoteAddress ?? "");
	if (!knows(trusted, direct)) return { address: direct, host: headers.host ?? "", secure: false };

	// Trusted proxies wrote the right end of the chain; the first address from the right that is not a proxy is the
	// client.
	const chain = String(headers["x-forwarded-for"] ?? "")
		.split(",")
		.map((part) => plain(part.trim()))
		.filter(isIP);
	const address = chain.reverse().find((hop) => !knows(trusted, hop)) ?? chain.at(-1) ?? direct;
	return {
		address,
		host: first("x-forwarded-host") || (headers.host ?? ""),
		secure: first("x-forwarded-proto") === "https",
	};
}

/** One IPv6 network has 2^64 addresses, so all of them count as one client. */
function visitorOf(address: string): string {
	const withoutZone = address.replace(/%.*$/, "");
	return isIP(withoutZone) === 6 ? `${ipaddr.IPv6.networkAddressFromCIDR(`${withoutZone}/64`)}` : address;
}

/** Replaces client-supplied headers by verified ones, so that Next, NextAuth and the handlers may trust them. */
export function applyForwardedHeaders(request: IncomingMessage, trusted: BlockList): void {
	const peer = peerOf(request, trusted);
	for (const name of Object.keys(request.headers))
		if (name.startsWith("x-forwarded-") || name === "forwarded") delete request.headers[name];
	request.headers["x-forwarded-for"] = visitorOf(peer.address);
	request.headers["x-forwarded-host"] = peer.host;
	request.headers["x-forwarded-proto"] = peer.secure ? "https" : "http";
}
