import { isIP } from "node:net";
import { AppError } from "../errors";
import type { HttpRequest } from "../http/message";
import { config } from "../process/config";

export type Site = { origin: string; id: string };

/** The site that a passkey belongs to: that of PUBLIC_URL, or localhost without one; null where browsers allow none. */
export function siteOf(headers: HttpRequest["headers"]): Site | null {
	const given = config.publicUrl ?? `http://${headers.get("x-forwarded-host") ?? headers.get("host") ?? ""}`;
	if (!URL.canParse(given)) return null;
	const { origin, hostname, protocol } = new URL(given);
	if (hostname === "localhost") return { origin, id: hostname };
	// Without PUBLIC_URL a request could name any host.
	const isUsable =
		config.publicUrl !== undefined && protocol === "https:" && isIP(hostname.replace(/^\[|\]$/g, "")) === 0;
	return isUsable ? { origin, id: hostname } : null;
}

export function requireSite(headers: HttpRequest["headers"]): Site {
	const site = siteOf(headers);
	if (!site) throw new AppError("forbidden", "Passkeys need a PUBLIC_URL that begins with https.");
	return site;
}
