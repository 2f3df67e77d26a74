import { expect, test } from "./fixtures";
import { ServerFixture } from "./server-fixture";

test("every page has its security headers, and only scripts with the page’s own nonce", async ({ people }) => {
	const { ada, place } = await people.serverWith(["ada"]);
	const hidden = await ServerFixture.madeBy(ada.api, people.newName("Hidden"), { visibility: "private" });
	await ada.api.sends(place.channel("general"), "hello");
	const forAll = ["/", "/explore", "/explore/games", "/explore?q=%3Cscript%3E", place.path, "/servers/0", "/nowhere"];
	const signedOut = ["/login", "/register", place.channelPath("general"), hidden.path];
	const signedIn = [
		place.channelPath("general"),
		`${place.channelPath("general")}/1`,
		`${place.path}/settings`,
		"/settings",
		"/settings/appearance",
		hidden.channelPath("general"),
	];
	const nonces = new Set<string>();
	const visit = async (path: string, cookie: string) => {
		const answer = await fetch(people.app.url + path, { headers: { cookie }, redirect: "manual" });
		const { headers } = answer;
		expect(headers.get("x-content-type-options"), path).toBe("nosniff");
		expect(headers.get("referrer-policy"), path).toBeTruthy();
		expect(headers.get("x-powered-by"), path).toBeNull();
		if (cookie) expect(headers.get("cache-control"), path).toMatch(/private.*no-store/);
		if (answer.status >= 300 && answer.status < 400) return;
		const policy = headers.get("content-security-policy") ?? "";
		for (const rule of ["frame-ancestors 'none'", "object-src 'none'", "base-uri 'none'"])
			expect(policy, path).toContain(rule);
		const scripts = /script-src ([^;]+)/.exec(policy)?.[1] ?? "";
		expect(scripts, path).not.toMatch(/unsafe-inline|unsafe-eval|https?:|\*/);
		const nonce = /'nonce-([^']{16,})'/.exec(scripts)?.[1] ?? "";
		expect(nonce, path).not.toBe("");
		nonces.add(nonce);
		const html = await answer.text();
		const tags = html.match(/<script\b[^>]*>/g) ?? [];
		expect(tags.length, path).toBeGreaterThan(0);
		for (const tag of tags) expect(tag, path).toContain(`nonce="${nonce}"`);
		expect(html, path).not.toMatch(/<[a-z][^>]*\son(click|load|error|focus)=/i);
	};
	for (const path of [...forAll, ...signedOut]) await visit(path, "");
	for (const path of [...forAll, ...signedIn]) await visit(path, ada.api.cookie);
	expect(nonces.size).toBeGreaterThan(signedIn.length);

	// However the session cookie is written, a stranger who requests the page right after never sees this user.
	const { cookie } = ada.api;
	for (const spelled of [cookie, cookie.replace("=", " ="), `a=1;${cookie}`, `\t${cookie}`, cookie.replace("=", '="')])
		for (const path of ["/", "/explore", "/settings/account"]) {
			await (await fetch(people.app.url + path, { headers: { cookie: spelled }, redirect: "manual" })).text();
			const others = await fetch(people.app.url + path, { redirect: "manual" });
			expect(others.status, path).toBe(path.startsWith("/settings") ? 307 : 200);
			expect(await others.text(), `${path} after ${spelled.slice(0, 20)}`).not.toContain(ada.username);
		}
});

test("the session’s cookie is unavailable to scripts and other sites", async ({ people }) => {
	const ada = await people.signedIn("ada");
	await ada.context.clearCookies();
	await ada.goto("/login");
	await ada.signIn();
	await expect(ada.heading("Good to see you, Ada")).toBeVisible();
	const cookies = (await ada.context.cookies()).filter(({ value }) => value.length > 60);
	expect(cookies.length).toBeGreaterThan(0);
	for (const { httpOnly, sameSite } of cookies) {
		expect(httpOnly).toBe(true);
		expect(sameSite).toBe("Lax");
	}
	const readable = await ada.page.evaluate(() => document.cookie);
	for (const { value } of cookies) expect(readable).not.toContain(value);
});

test("signing in and out never redirect elsewhere, and a revoked session is rejected", async ({ people }) => {
	const { url } = people.app;
	const { api: wire } = await people.signedIn("ada");
	const { cookie } = wire;
	const session = () => fetch(`${url}/api/auth/session`, { headers: { cookie } });
	const post = async (path: string, fields: Record<string, string>) => {
		const csrf = await fetch(`${url}/api/auth/csrf`, { headers: { cookie } });
		const { csrfToken } = (await csrf.json()) as { csrfToken: string };
		const headers = { cookie, "content-type": "application/x-www-form-urlencoded" };
		const body = new URLSearchParams({ ...fields, csrfToken });
		return fetch(`${url}/api/auth/${path}`, { method: "POST", redirect: "manual", headers, body });
	};
	const who = { username: wire.username, password: "correct horse" };
	for (const callbackUrl of ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]) {
		const answer = await post("callback/credentials", { ...who, callbackUrl });
		expect(new URL(answer.headers.get("location") ?? "", url).origin, callbackUrl).toBe(url);
		const event = (await (await post("callback/credentials", { ...who, callbackUrl, json: "true" })).json()) as {
			url: string;
		};
		expect(new URL(event.url, url).origin, callbackUrl).toBe(url);
	}
	expect(await (await session()).json()).toMatchObject({ user: { name: wire.username } });
	const out = await post("signout", { callbackUrl: "https://evil.example/" });
	expect(new URL(out.headers.get("location") ?? "", url).origin).toBe(url);
	const after = await session();
	expect(await after.text()).toBe("{}");
	expect(after.headers.getSetCookie()).toEqual([]);
});

test("no other site can frame a page of this one", async ({ people }) => {
	const ada = await people.signedIn("ada");
	await ada.goto("/");
	await ada.context.route("**/framing", (route) =>
		route.fulfill({ contentType: "text/html", body: `<main></main><iframe src="${ada.cable.url}/"></iframe>` }),
	);
	await ada.page.goto("/framing");
	const frame = ada.page.frames().at(-1);
	await expect.poll(() => frame?.url()).toMatch(/^chrome-error:/);
	ada.watch.forgive(/frame-ancestors/);
});
