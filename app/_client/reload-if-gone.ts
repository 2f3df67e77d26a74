import { readText, tabStorage, writeText } from "./safe-storage";

const key = "hearth-gone-code";

/**
 * Reloads the document if the server no longer has the code of a page, as after an update. It does so once for the same
 * code, so that a server that lacks it cannot make a loop.
 */
export async function reloadIfGone(error: unknown): Promise<void> {
	const url = /\/_next\/\S+/.exec(String(error))?.[0];
	if (!url || readText(key, tabStorage()) === url) return;
	const response = await fetch(url, { method: "HEAD", cache: "no-store" }).catch(() => null);
	if (response?.status !== 404) return;
	writeText(key, url, tabStorage());
	if (readText(key, tabStorage()) === url) location.reload();
}
