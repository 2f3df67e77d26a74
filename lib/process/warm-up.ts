import type { Server } from "node:http";
import { log } from "./log";

/**
 * Requests a page from this process once it listens. This loads the rendering code, which must neither delay the API's
 * first response nor the first visitor.
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
		log.debug({ err: error }, "no page could be rendered in advance");
	}
}
