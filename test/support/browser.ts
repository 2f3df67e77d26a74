import assert from "node:assert/strict";

/** As much of a browser as signing in needs: it keeps cookies of each host, and follows redirects. */
export class Browser {
	/** Cookies by host, then by name. */
	readonly cookies = new Map<string, Map<string, string>>();

	/** A request that follows no redirect. */
	async send(url: string, init: { method?: string; body?: unknown } = {}): Promise<Response> {
		const jar = this.jarOf(url);
		const { method = "GET", body } = init;
		const response = await fetch(url, {
			method,
			redirect: "manual",
			headers: {
				cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; "),
				...(body !== undefined && { "content-type": "application/json" }),
			},
			...(body !== undefined && { body: JSON.stringify(body) }),
		});
		for (const header of response.headers.getSetCookie()) {
			const [pair = "", ...attributes] = header.split(";");
			const at = pair.indexOf("=");
			const ends = attributes.some((one) => /^\s*(max-age=0|expires=thu, 01 jan 1970)/i.test(one));
			if (ends) jar.delete(pair.slice(0, at));
			else jar.set(pair.slice(0, at), pair.slice(at + 1));
		}
		return response;
	}

	/** Opens an address, and follows redirects until one leads to `stopAt`, or there is a page. Returns the last address. */
	async open(url: string, stopAt = "\n"): Promise<string> {
		let at = url;
		for (let n = 0; n < 12; n++) {
			if (at.startsWith(stopAt)) return at;
			const response = await this.send(at);
			await response.arrayBuffer();
			const location = response.headers.get("location");
			if (!location) return at;
			at = new URL(location, at).href;
		}
		assert.fail(`too many redirects, the last to ${at}`);
	}

	jarOf(url: string): Map<string, string> {
		const { host } = new URL(url);
		const jar = this.cookies.get(host) ?? new Map<string, string>();
		this.cookies.set(host, jar);
		return jar;
	}
}
