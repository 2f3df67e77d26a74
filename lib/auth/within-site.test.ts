import assert from "node:assert/strict";
import { test } from "node:test";
import { pathWithinSite, withinSite } from "./within-site";

test("signing in and out never redirects off the instance, whatever the callbackUrl is", () => {
	for (const baseUrl of ["https://here.example", "http://localhost:3160"]) {
		const { host, protocol } = new URL(baseUrl);
		const other = protocol === "https:" ? "http:" : "https:";
		for (const url of [
			"https://evil.example",
			"https://evil.example/servers/1",
			"//evil.example",
			"///evil.example",
			"/\\evil.example",
			"\\\\evil.example",
			"\\/evil.example",
			"/\t/evil.example",
			"/\n/evil.example",
			"\u0000//evil.example",
			" //evil.example",
			"\u001f\thttps://evil.example",
			"ht\ntps://evil.example",
			"https:evil.example",
			"https:/\\evil.example",
			`${other}//${host}/`,
			`${protocol}//${host}.evil.example/`,
			`${protocol}//${host}:8443.evil.example/`,
			`${protocol}//${host}@evil.example/`,
			`${protocol}//${new URL(baseUrl).hostname}:8443/`,
			`ftp://${host}/`,
			"http://here。example.evil.example/",
			"javascript:alert(1)",
			"JaVaScRiPt:alert(1)",
			"java\tscript:alert(1)",
			`javascript://${host}/%0aalert(1)`,
			"data:text/html,x",
			`blob:${baseUrl}/x`,
			"%2f%2fevil.example",
			"/%2f/evil.example",
			"/%5cevil.example",
			"/..//evil.example",
			"/.//evil.example",
			"",
			"http://",
			"https://[::1",
		]) {
			const to = withinSite({ url, baseUrl });
			// Resolves the address as a browser would.
			const { origin, href } = new URL(to, baseUrl);
			assert.ok(
				["https:", "http:"].includes(new URL(href).protocol) && origin === baseUrl,
				`${JSON.stringify(url)} leads to ${to}`,
			);
			const path = pathWithinSite(url);
			assert.equal(new URL(path, baseUrl).origin, baseUrl, `${JSON.stringify(url)} leads to ${path}`);
			assert.match(path, /^\/(?!\/)/);
		}
		assert.equal(withinSite({ url: "/servers/1?q=a#b", baseUrl }), `${baseUrl}/servers/1?q=a#b`);
		assert.equal(pathWithinSite("/servers/1?q=a#b"), "/servers/1?q=a#b");
	}
});
