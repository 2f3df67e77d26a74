import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/**
 * The network of an address, which shows roughly where it is, and no single household; null without an address. 64 bits of
 * an IPv6 address are a household, which registers as one.
 */
export function networkOf(address: string, ipv6Bits: 48 | 64 = 48): string | null {
	const version = isIP(address);
	if (version === 4) return `${ipaddr.IPv4.networkAddressFromCIDR(`${address}/24`)}/24`;
	if (version === 6) {
		const bits = `/${ipv6Bits}`;
		return ipaddr.IPv6.networkAddressFromCIDR(address.replace(/%.*$/, "") + bits) + bits;
	}
	return null;
}
