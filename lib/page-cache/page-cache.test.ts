import assert from "node:assert/strict";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "@/db";
import type { ApiClient } from "@/test/support/api-client";
import { exhaust } from "@/test/support/rate-limits";
import { TestServer } from "@/test/support/test-server";
import { viewerOf } from "../auth/viewer";
import { sessionCookie } from "../http/cookies";
import { changeSettings } from "../instance/change-settings";
import { config } from "../process/config";
import { log } from "../process/log";
import type { DocumentData } from "./initial-data";
import { shellHeader } from "./shared-page";

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;
let token: string;
/** The viewer that the next page receives, whatever its request contains. */
let leak: string | null = null;
let hold: Promise<void> | null = null;
let rendered = 0;
/** The pages that wait for `hold`. */
let held = 0;

const get = (headers: IncomingMessage["headers"]) => ({ get: (name: string) => String(headers[name] ?? "") || null });

/** A page that shows everything it receives: no page can show anything else. */
async function tellingPage(request: IncomingMessage, response: ServerResponse): Promise<void> {
	const { url, headers, rawHeaders } = request;
	rendered++;
	if (url === "/_not-found") response.statusCode = 404;
	if (!headers[shellHeader] && hold) {
		held++;
		await hold;
		held--;
	}
	const cookie = leak ?? headers.cookie;
	const viewer = await viewerOf(get({ ...headers, cookie }));
	response.setHeader("Content-Type", "text/html");
	response.end(
		`<head></head>${JSON.stringify({ viewer: viewer?.username ?? null, url, headers, rawHeaders, distinct: request.headersDistinct })}`,
	);
}

before(async () => {
	world = await TestServer.open({ pages: tellingPage });
	[ada, bob] = (await world.createUsers("ada", "bob")) as [ApiClient, ApiClient];
	token = ada.cookie.slice(`${sessionCookie}=`.length);
});
after(() => world.close());

const guest = () => world.guest();
let count = 0;
/** A separate host for each attempt, so that no attempt gets another's page. */
const fresh = () => ({ host: `h${++count}.example` });
const kinds = ["/", "/explore", "/explore/games?sort=name", "/login", "/settings/account", "/servers/1/channels/1"];

/** The session cookie as this product, or one of the parsers of Next, NextAuth and their libraries, would accept it. */
const spellings = (name: string, value: string): string[] => [
	`${name}=${value}`,
	`${name} =${value}`,
	`${name}= ${value}`,
	`${name}\t=\t${value}`,
	` ${name}=${value} `,
	`\t${name}=${value}\t`,
	`a=1;${name}=${value}`,
	`a=1;;;${name}=${value};`,
	`a=1; ${name}=${value}; b=2`,
	`a;${name}=${value};b`,
	`=x; ${name}=${value}`,
	`${name}="${value}"`,
	`${name}=${value.replace(/./, (letter) => `%${letter.charCodeAt(0).toString(16)}`)}`,
	`${name.replace(".", "%2e")}=${value}`,
	`%68${name.slice(1)}=${value}`,
	`${name}=${value}; ${name}=${value}`,
	`${name}=x; ${name}=${value}`,
	`${name}=${value}; ${name}=x`,
	`${name} =x; ${name}=${value}`,
	`$Version=1; ${name}=${value}; $Path=/`,
	`$Version="1", ${name}="${value}"; $Path="/"`,
	`a=1, ${name}=${value}`,
	`a=1&${name}=${value}`,
	`${name.toUpperCase()}=${value}`,
	`${name}.0=${value}`,
	`${name}.0=${value.slice(0, 40)}; ${name}.1=${value.slice(40)}`,
	`__Secure-${name}=${value}`,
	`__Host-${name}=${value}`,
	`next-auth.session-token=${value}`,
	`__Secure-next-auth.session-token=${value}`,
	`authjs.session-token=${value}`,
	`a="; ${name}=${value}; b="`,
	`a={"b": "; ${name}=${value}"}`,
	`\xa0${name}=${value}`,
	`${name}\xa0=${value}`,
	`\xef\xbb\xbf${name}=${value}`,
	`${name}==${value}`,
	`${name}=${value}=`,
	`${name}=${value},`,
	`${name}:${value}`,
	`[object Object]=1; ${name}=${value}`,
	`__proto__=1; constructor=2; ${name}=${value}`,
];

test("no spelling of a session cookie puts its user into a guest page", async () => {
	for (const kind of kinds)
		for (const cookie of spellings(sessionCookie, token)) {
			const host = fresh();
			const own = await guest().call("GET", kind, { headers: { ...host, cookie, "user-agent": "ada's browser" } });
			const others = await guest().call("GET", kind, { headers: { ...host, "user-agent": "another" } });
			assert.equal(others.status, 200);
			// As a word of its own: random characters of the page may contain the name.
			for (const secret of [/\bada\b/, new RegExp(`${token.slice(-20)}|${token.slice(0, 20)}`)])
				assert.doesNotMatch(others.text, secret, `${kind} with ${JSON.stringify(cookie)}`);
			const account = await guest().call("GET", "/api/account", { headers: { cookie } });
			const shown = own.text.includes('"viewer":"ada"');
			assert.equal(shown, account.status === 200, `page and API agree about ${JSON.stringify(cookie)}`);
		}
});

test("a session counts among any blanks and other cookies, but not if it is ambiguous", async () => {
	const counts = async (cookie: string) =>
		(await guest().call("GET", "/api/account", { headers: { cookie } })).status === 200;
	for (const cookie of [`a=1;${ada.cookie}`, `\t${ada.cookie} ;b=2`, `$Version=1; ${ada.cookie}`])
		assert.ok(await counts(cookie), cookie);
	for (const cookie of [
		`${ada.cookie}; ${ada.cookie}`,
		`${sessionCookie}=x; ${ada.cookie}`,
		`${sessionCookie} =x; ${ada.cookie}`,
		`${sessionCookie}="${token}"`,
		`${sessionCookie} =${token}`,
	])
		assert.ok(!(await counts(cookie)), cookie);
});

test("a cached page receives nothing of its request but the key", async () => {
	const serialized: Record<string, string> = {
		"user-agent": "facebookexternalhit/1.1 marker",
		"x-forwarded-for": "198.51.100.7",
		"x-real-ip": "198.51.100.7",
		"x-marker": "marker",
		"x-hearth-shell": "marker",
		"x-middleware-subrequest": "marker",
		"x-matched-path": "/marker",
		"x-invoke-path": "/marker",
		"next-url": "/marker",
		"next-router-state-tree": "marker",
		"next-action": "marker",
		"if-none-match": "marker",
		"x-prerender-revalidate": "marker",
		"sec-ch-ua": "marker",
		"sec-ch-ua-mobile": "marker",
		"save-data": "marker",
		authorization: "Bearer marker",
		referer: "http://marker.example",
		cookie: "marker=1; next-auth.callback-url=marker; __prerender_bypass=marker; NEXT_LOCALE=ko",
	};
	for (const kind of kinds) {
		const host = fresh();
		await guest().call("GET", kind, { headers: { ...serialized, ...host } });
		const { text } = await guest().call("GET", kind, { headers: host });
		const { headers, rawHeaders, distinct } = JSON.parse(text.slice("<head></head>".length));
		for (const [name, value] of Object.entries(serialized)) {
			assert.ok(!String(headers[name] ?? "").includes(value), `${name} on ${kind}`);
			assert.ok(!String(rawHeaders).includes(value) && !JSON.stringify(distinct).includes(value), `${name} on ${kind}`);
		}
		assert.equal(headers["user-agent"], undefined);
	}
});

test("language and time zone are part of the key in every spelling, in normalized form", async () => {
	const cookies = [
		["hearth.locale=ko", "ko", "UTC"],
		["x=1;hearth.locale=ko", "ko", "UTC"],
		["\thearth.locale=ko\t;hearth.timezone=Asia/Seoul", "ko", "Asia/Seoul"],
		["hearth.timezone=asia/seoul", "en", "Asia/Seoul"],
		["hearth.locale =ko", "en", "UTC"],
		['hearth.locale="ko"', "en", "UTC"],
		["hearth.locale=%6bo", "en", "UTC"],
		["hearth.locale=ko; hearth.locale=en", "en", "UTC"],
		["hearth.locale=marker; hearth.timezone=Marker/Town", "en", "UTC"],
		["Hearth.Locale=ko", "en", "UTC"],
	];
	for (const [cookie = "", locale, timeZone] of cookies) {
		const host = fresh();
		const asked = await guest().call("GET", "/", { headers: { ...host, cookie } });
		assert.ok(asked.text.includes(`"cookie":"hearth.locale=${locale}; hearth.timezone=${timeZone}"`), asked.text);
		const { text } = await guest().call("GET", "/", { headers: host });
		assert.ok(text.includes('"cookie":"hearth.locale=en; hearth.timezone=UTC"'), `after ${cookie}: ${text}`);
		assert.ok(!/marker/i.test(text));
	}
	for (const language of ["ko", "ko-KR,en;q=0.1", "KO ;q=1", "marker, ko;q=0.5"]) {
		const host = fresh();
		const asked = await guest().call("GET", "/", { headers: { ...host, "accept-language": language } });
		assert.ok(asked.text.includes('"accept-language":"ko"'), asked.text);
		const other = await guest().call("GET", "/", { headers: host });
		assert.ok(other.text.includes('"accept-language":"en"'));
	}
});

test("a page that unexpectedly finds a viewer is not shared", async () => {
	const headers = fresh();
	leak = ada.cookie;
	const own = await guest().call("GET", "/", { headers });
	leak = null;
	assert.ok(own.text.includes('"viewer":"ada"'));
	assert.ok((await guest().call("GET", "/", { headers })).text.includes('"viewer":null'));
});

/** Requests a page while another rendering of it is under way, so that each of these users gets its shell. */
async function concurrently(path: string, ...users: ApiClient[]): Promise<{ first: string; others: string[] }> {
	await calm();
	let release = () => {};
	hold = new Promise((resolve) => {
		release = resolve;
	});
	const before = rendered;
	const first = ada.get(path);
	// The rendering that is held must be the first one.
	while (rendered === before) await sleep(5);
	const headers = { "user-agent": "ada's browser", "x-marker": "marker" };
	const others = users.map((user, n) => user.call("GET", path, n === 0 ? { headers } : {}));
	// A page that does not come from a shell waits, too.
	const areHeld = async () => {
		while (hold && held <= users.length) await sleep(5);
	};
	await Promise.race([Promise.all(others), areHeld(), sleep(3000)]);
	release();
	hold = null;
	const texts = (await Promise.all(others)).map(({ text }) => text);
	return { first: (await first).text, others: texts };
}

/** After concurrent requests, pages are rendered for their users again. */
const calm = () => sleep(300);

/** The data that a response has beside its shell. */
const initialData = (text: string): DocumentData | null => {
	const [, json] = /<script type="application\/json" id="start" nonce="[^"]+">(.*?)<\/script>/.exec(text) ?? [];
	return json === undefined ? null : JSON.parse(json);
};

test("a shell contains nothing of the user who loaded it first, and each response the user's own data", async () => {
	const { serverId, channelId } = await ada.createServer("Shells");
	const { serverId: hidden } = await ada.createServer("Only Ada knows", { visibility: "private" });
	await bob.join(serverId);
	const paths = [`/servers/${serverId}/channels/${channelId}`, "/", "/explore", "/explore/games?sort=name&x=1"];
	for (const path of paths) {
		const { first, others } = await concurrently(path, ada, bob);
		const [second = "", third = ""] = others;
		assert.ok(first.includes('"viewer":"ada"'));
		for (const text of [second, third]) assert.ok(text.includes('"x-hearth-shell":"1"'), text);
		assert.ok(!/"ada"|ada's|marker|Only Ada knows/.test(third) && !third.includes(token), third);
		assert.equal(initialData(second)?.account.user.username, "ada");
		assert.ok(initialData(second)?.mine.servers.some(({ id }) => id === hidden));
		assert.equal(initialData(third)?.account.user.username, "bob");
		assert.deepEqual(
			initialData(third)?.mine.servers.map(({ id }) => id),
			[serverId],
		);
	}
});

test("the account’s language and settings are in every page for its user, whatever their browser has, and in no other", async () => {
	const settings = { language: "ko", theme: "dark", rail: [1] };
	assert.equal((await bob.put("/api/account/settings", settings)).status, 200);
	await calm();
	const stored = (cookie: string) => bob.call("GET", "/settings/account", { headers: { cookie: bob.cookie + cookie } });
	for (const cookie of ["", "; hearth.locale=en", "; hearth.timezone=Asia/Seoul; hearth.locale=en"]) {
		const { text, headers } = await stored(cookie);
		const [, shown = ""] = /"viewer":"bob","url":"[^"]*","headers":{"cookie":"([^"]*)"/.exec(text) ?? [];
		assert.ok(shown.endsWith("; hearth.locale=ko") && !shown.includes("hearth.locale=en"), shown);
		assert.equal(shown.includes("Asia/Seoul"), cookie.includes("Seoul"));
		assert.deepEqual(headers["set-cookie"], ["hearth.locale=ko; Path=/; Max-Age=31536000; SameSite=Lax"]);
	}
	assert.equal((await stored("; hearth.locale=ko")).headers["set-cookie"], undefined);
	const [shell = "", hers = ""] = (await concurrently("/", bob, ada)).others;
	assert.ok(shell.includes('"accept-language":"ko"') && hers.includes('"accept-language":"en"'));
	const content = JSON.stringify({ userId: bob.id, settings: { theme: "dark", language: "ko" } }).replaceAll(
		'"',
		"&quot;",
	);
	assert.ok(shell.includes(`<meta name="settings" content="${content}"/>`), shell);
	assert.ok(hers.includes(`content="{&quot;userId&quot;:${ada.id},&quot;settings&quot;:{}}"`), hers);
	assert.equal((await guest().get("/login")).headers["set-cookie"], undefined);
	await sql`update users set settings = '{}'`;
});

test("front page and Explore show at once whether a server is joined, public or deleted", async () => {
	const shownTo = async (user: ApiClient, id: number) => {
		const home = initialData((await concurrently("/", user)).others[0] ?? "")?.home;
		const explore = initialData((await concurrently("/explore?sort=newest", user)).others[0] ?? "")?.explore;
		assert.ok(home && explore && !explore.overview);
		const found = explore.results.servers.find((server) => server.id === id);
		return { home: home.popular.some((server) => server.id === id), explore: found?.isMember };
	};
	const { serverId } = await ada.createServer("Fresh");
	assert.deepEqual(await shownTo(bob, serverId), { home: true, explore: false });
	assert.deepEqual(await shownTo(ada, serverId), { home: false, explore: true });
	await bob.join(serverId);
	assert.deepEqual(await shownTo(bob, serverId), { home: false, explore: true });
	await bob.leave(serverId);
	assert.equal((await ada.patch(`/api/servers/${serverId}`, { visibility: "private" })).status, 200);
	assert.deepEqual(await shownTo(bob, serverId), { home: false, explore: undefined });
	assert.equal((await ada.patch(`/api/servers/${serverId}`, { visibility: "public" })).status, 200);
	assert.deepEqual(await shownTo(bob, serverId), { home: true, explore: false });
	assert.equal((await ada.call("DELETE", `/api/servers/${serverId}`)).status, 204);
	assert.deepEqual(await shownTo(bob, serverId), { home: false, explore: undefined });
});

test("just after concurrent requests a page comes from its shell, and a moment later from its own rendering", async () => {
	await concurrently("/", bob);
	assert.equal(initialData((await bob.get("/")).text)?.account.user.username, "bob");
	await calm();
	assert.equal(initialData((await bob.get("/")).text), null);
});

test("without a valid session, and for a search or an unknown category, the page itself responds", async () => {
	const [eve] = (await world.createUsers("eve")) as [ApiClient];
	assert.ok(initialData((await concurrently("/", eve)).others[0] ?? ""));
	await sql`update sessions set revoked_at = now() where user_id = ${eve.id}`;
	for (const path of ["/", "/explore"]) {
		const [own = ""] = (await concurrently(path, eve)).others;
		assert.ok(initialData(own) === null && own.includes('"viewer":null'), own);
	}
	for (const path of ["/explore?q=word", "/explore/none", "/explore?sort=other"]) {
		await calm();
		const [one, other] = await Promise.all([ada.get(path), bob.get(path)]);
		assert.ok(one.text.includes('"viewer":"ada"') && other.text.includes('"viewer":"bob"'), path);
	}
});

test("a client that disconnects from a channel's page at once blocks nobody else's rendering", async () => {
	await calm();
	const { serverId, channelId } = await ada.createServer("Gone");
	const path = `/servers/${serverId}/channels/${channelId}`;
	const { hostname, port } = new URL(ada.url);
	for (const before of ["", "GET /healthz HTTP/1.1\r\nHost: here\r\n\r\n"]) {
		const socket = connect(Number(port), hostname);
		socket.write(`${before}GET ${path} HTTP/1.1\r\nHost: here\r\nCookie: ${ada.cookie}\r\n\r\n`, () =>
			socket.destroy(),
		);
		await once(socket, "close");
		// Its request has ended before a later one is sent.
		await ada.get("/settings/account");
		await calm();
		assert.ok((await ada.get(path)).text.includes('"viewer":"ada"'));
	}
});

test("a guest who disconnects during rendering causes no error in the log", async (t) => {
	const bugs = t.mock.method(log, "error", () => {});
	let release = () => {};
	hold = new Promise((resolve) => {
		release = resolve;
	});
	const { hostname, port } = new URL(ada.url);
	const socket = connect(Number(port), hostname);
	const before = rendered;
	socket.write("GET /explore HTTP/1.1\r\nHost: gone.example\r\n\r\n");
	while (rendered === before) await sleep(5);
	socket.destroy();
	await once(socket, "close");
	// Its response comes after the end of the earlier request.
	await ada.get("/api/account");
	release();
	hold = null;
	await guest().call("GET", "/explore", { headers: { host: "gone.example" } });
	assert.equal(bugs.mock.callCount(), 0);
});

test("an unknown parameter creates no separate page, and does not appear in it", async () => {
	const headers = fresh();
	const { text } = await guest().call("GET", "/explore?q=word&x=marker", { headers });
	assert.ok(text.includes('"url":"/explore?q=word"'), text);
	const again = await guest().call("GET", "/explore?y=2&q=word", { headers });
	const nonce = /'nonce-([^']*)'/.exec(text)?.[1] ?? "";
	const other = /'nonce-([^']*)'/.exec(again.text)?.[1] ?? "";
	assert.notEqual(nonce, other);
	assert.equal(again.text.replaceAll(other, nonce), text);
});

test("an unknown address is rendered once in a language, for everybody, and is a 404", async () => {
	rendered = 0;
	const internal = ["/_next/nowhere", "/_next/data/b/explore.json", "/_next/image?url=%2Ficon.svg&w=64&q=75"];
	for (const path of ["/nowhere", "/wp-login.php?x=1", "/explore/a/b", "/servers", "/_next/static", ...internal])
		for (const person of [guest(), ada]) {
			const { status, text } = await person.call("GET", path, { headers: fresh() });
			assert.equal(status, 404, path);
			assert.ok(!text.includes("ada") && !text.includes(path.slice(1, 6)), text);
		}
	assert.equal(rendered, 1);
	assert.equal((await guest().call("HEAD", "/nowhere", { headers: { cookie: "hearth.locale=ko" } })).text, "");
	const korean = await guest().call("GET", "/nowhere", { headers: { cookie: "hearth.locale=ko" } });
	assert.ok(korean.text.includes('"accept-language":"ko"'));
	assert.equal(rendered, 2);
});

test("page requests are rate limited by user or address, and a small page shows when to retry", async (t) => {
	Object.assign(config, { rateLimits: true });
	t.after(() => Object.assign(config, { rateLimits: false }));
	const flood = async (person: ApiClient, most: number, headers: Record<string, string>) => {
		let passed = 0;
		for (; passed <= most; passed++) if ((await person.call("GET", "/explore", { headers })).status === 429) break;
		return passed;
	};
	assert.ok((await flood(guest(), 400, fresh())) >= 300);
	exhaust("guests", "127.0.0.1");
	const refused = await guest().call("GET", `/explore?q=${"x".repeat(9)}`);
	assert.equal(refused.status, 429);
	assert.match(String(refused.headers["retry-after"]), /^[1-9]\d*$/);
	assert.ok(refused.bytes.length < 2000 && refused.text.startsWith("<!DOCTYPE html>"));
	for (const path of ["/nowhere", "/_next/nowhere"]) assert.equal((await guest().get(path)).status, 429);
	const korean = await guest().call("GET", "/", { headers: { "accept-language": "ko" } });
	assert.match(korean.text, /lang="ko"/);
	await changeSettings(null, { name: "Kiln </title><b>" });
	assert.match((await guest().get("/nowhere")).text, /<title>[^<]+ · Kiln &lt;\/title&gt;&lt;b&gt;<\/title>/);
	await changeSettings(null, { name: "Hearth" });
	assert.equal((await bob.get("/explore")).status, 200);
});
