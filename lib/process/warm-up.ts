import type { Server } from "node:http";
import { log } from "./log";

/**
 * Asks this process for a page, once it is open: the code that renders pages is loaded then, instead of before the first
 * answer of the API or while the first visitor waits.
 */
export async function warmUpPages(http: Server): Promise<void> {
	const at = http.address();
	if (typeof at !== "object" || at === null) return;
	const everywhere: Record<string, string> = { "0.0.0.0": "127.0.0.1", "::": "::1" };
	const host = everywhere[at.address] ?? at.address;
	try {
		const page = await fetch(`http://${host.includes(":") ? `[${host}]` : host}:${at.port}/login`);
		await page.arrayBuffer();
	} catch (error) {
		log.debug({ err: error }, "no page could be rendered ahead");
	}
}
