import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "./fixtures";
import { ServerFixture } from "./server-fixture";
import type { UserPage } from "./user-page";

const secret = "the-treasure-is-under-the-oak";

/** Records everything that the browser receives from now on. */
function answersTo(person: UserPage): () => Promise<string> {
	const bodies: Promise<string>[] = [];
	// The body of a request that the page has abandoned never arrives.
	person.context.on("response", (answer) =>
		bodies.push(Promise.race([answer.text().catch(() => ""), sleep(5000, "")])),
	);
	person.page.on("websocket", (socket) =>
		socket.on("framereceived", ({ payload }) => bodies.push(Promise.resolve(String(payload)))),
	);
	return async () => (await Promise.all(bodies)).join("\n");
}

test("a non-member sees the front page, and no message in the page or in any response", async ({ people }) => {
	const { ada, place } = await people.serverWith(["ada"]);
	await ada.api.sends(place.channel("general"), secret);
	const eve = await people.signedIn("eve");
	const received = answersTo(eve);
	for (const path of [place.path, place.channelPath("general"), `${place.channelPath("general")}/1`]) {
		expect(await eve.goto(path)).toBe(200);
		await expect(eve.heading(place.name)).toBeVisible();
		await expect(eve.button(`Join ${place.name}`)).toBeVisible();
		await expect(eve.composer).toHaveCount(0);
		expect(await eve.page.content()).not.toContain(secret);
	}
	await ada.openChannel("general");
	await ada.send(`${secret}, still`);
	await ada.sees(`${secret}, still`);
	await eve.goto(place.path);
	await eve.page.waitForLoadState("networkidle");
	expect(await received()).not.toContain(secret);
});

test("a visitor without an account sees the same page, signs in to join, and returns as a member", async ({
	people,
}) => {
	const { ada, place } = await people.serverWith(["ada"]);
	await ada.api.sends(place.channel("general"), secret);
	const bob = await people.signedIn("bob");
	await bob.context.clearCookies();
	const received = answersTo(bob);
	await bob.goto(place.channelPath("general"));
	await expect(bob.heading("Welcome back")).toBeVisible();
	await bob.goto(place.path);
	await expect(bob.heading(place.name)).toBeVisible();
	expect(await received()).not.toContain(secret);

	await bob.link("Sign in to join").click();
	await bob.page.waitForURL(/\/login/);
	await bob.waitUntilReady();
	await bob.signIn();
	await expect(bob.heading("general")).toBeVisible();
	await bob.sees(secret);
	await bob.waitUntilReady();
	await bob.send("Here I am");
	await ada.openChannel("general");
	await ada.sees("Here I am");
});

test("a sign-in redirect returns to the original path, and never to another site", async ({ people }) => {
	const { ada, place } = await people.serverWith(["ada"]);
	await ada.api.sends(place.channel("general"), "first");
	await ada.context.clearCookies();
	await ada.goto(`${place.channelPath("general")}/1`);
	await ada.signIn();
	await expect(ada.page).toHaveURL(`${place.channelPath("general")}/1`);
	await ada.sees("first");
	for (const elsewhere of ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]) {
		await ada.goto(`/login?callbackUrl=${encodeURIComponent(elsewhere)}`);
		await expect(ada.page).toHaveURL("/");
	}
});

test("shows the same not-found page for hidden and nonexistent resources", async ({ people }) => {
	const { ada, place } = await people.serverWith(["ada"]);
	const hidden = await ServerFixture.madeBy(ada.api, people.newName("Hidden"), { visibility: "private" });
	const closed = await place.opensChannel("closed-quarters", { private: true });
	const eve = await people.signedIn("eve");
	await eve.api.join(place.serverId);
	const never = 999_999_999;
	const settings = `${place.path}/settings`;
	// In a server that the user belongs to, the sidebar stays and shows only the user's own channels.
	const inside = [`${place.path}/channels/${never}`, `${place.path}/channels/${closed}`];
	// Where a server may be, the page offers to paste an invite.
	const outside = [`/servers/${never}`, hidden.path, hidden.channelPath("general"), "/servers/abc"];
	const elsewhere = [`${place.channelPath("general")}/x/y`, "/explore/no-such-category"];
	const others = [
		`/servers/${hidden.serverId}/channels/${never}`,
		`/servers/${hidden.serverId}/channels/${place.channel("general")}`,
		`${place.path}/channels/${hidden.channel("general")}`,
		`${place.path}/channels/abc`,
		`${place.channelPath("general")}/0`,
		"/servers/0",
		"/servers/01",
		"/servers/1e3",
		"/servers/9007199254740993",
	];
	for (const path of [...inside, ...outside, ...elsewhere, ...others, settings]) {
		const answer = await fetch(people.app.url + path, { headers: { cookie: eve.api.cookie } });
		const html = await answer.text();
		expect(answer.status, path).toBe(404);
		expect(html, path).toContain("<title>Nothing here");
		for (const name of [hidden.name, "closed-quarters"]) expect(html, path).not.toContain(name);
	}
	for (const [paths, way] of [
		[inside, `Back to ${place.name}`],
		[outside, "Back home"],
		[elsewhere, "Back home"],
	] as const) {
		const seen = new Set<string>();
		for (const path of paths) {
			expect(await eve.goto(path), path).toBe(404);
			await expect(eve.page.getByRole("main").getByRole("link", { name: way }), path).toBeVisible();
			await expect(eve.page, path).toHaveTitle(/^Nothing here/);
			const texts = eve.page.getByRole("main").or(eve.page.getByRole("navigation", { name: /^Channels in/ }));
			seen.add((await texts.allInnerTexts()).join("\n"));
		}
		expect([...seen]).toHaveLength(1);
		expect([...seen][0]).toContain("There’s nothing here");
		expect([...seen][0]?.includes(place.name)).toBe(paths === inside);
	}
	await eve.page.getByRole("main").getByRole("link", { name: "Back home" }).click();
	await expect(eve.heading("Good to see you, Eve")).toBeVisible();
	expect(await eve.goto(settings)).toBe(404);
	await expect(eve.heading("There’s nothing here")).toBeVisible();
});
