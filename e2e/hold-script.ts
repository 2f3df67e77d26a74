import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";

const CHUNKS = ".next/static/chunks";

/**
 * Holds back the scripts of the page that contain a text, until they are released. The route stays: a request that is
 * sent while Playwright removes one may never be answered.
 */
export async function holdScript(page: Page, text: string): Promise<{ requested: Promise<void>; release: () => void }> {
	const names = readdirSync(CHUNKS).filter(
		(name) => name.endsWith(".js") && readFileSync(join(CHUNKS, name), "utf8").includes(text),
	);
	if (names.length === 0) throw new Error(`No script contains ${text}.`);
	let release = () => {};
	let onRequest = () => {};
	const held = new Promise<void>((resolve) => (release = resolve));
	const requested = new Promise<void>((resolve) => (onRequest = resolve));
	await page.route(
		(url) => names.some((name) => url.pathname.endsWith(`/${name}`)),
		async (route) => {
			onRequest();
			await held;
			await route.continue();
		},
	);
	return { requested, release };
}
