import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/** The network of an address, which shows roughly where it is, and no single household; null without an address. */
export function networkOf(address: string): string | null {
	const version = isIP(address);
	if (version === 4) return `${ipaddr.IPv4.networkAddressFromCIDR(`${address}/24`)}/24`;
	if (version === 6) return `${ipaddr.IPv6.networkAddressFromCIDR(`${address.replace(/%.*$/, "")}/48`)}/48`;
	return null;
}
