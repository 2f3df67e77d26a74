import { expect, test } from "./fixtures";
import { ServerFixture } from "./server-fixture";
import type { UserPage } from "./user-page";

const isShell = (html: string) => html.includes('id="start"');

/** Returns the page as it is sent under load. */
async function shellFor(person: UserPage, path: string) {
	const pages = await Promise.all(Array.from({ length: 4 }, () => pageFor(person, path)));
	const shell = pages.find(({ html }) => isShell(html));
	if (!shell) throw new Error("Everybody was sent a page of their own.");
	return shell;
}

/** Requests a page among other clients, until this user is sent the shell. */
async function amongMany(person: UserPage, path: string): Promise<void> {
	await expect(async () => {
		let isSent = false;
		const crowd = [1, 2].map(async () => {
			while (!isSent) await pageFor(person, path);
		});
		try {
			await person.page.goto(path, { waitUntil: "commit" });
		} finally {
			isSent = true;
			await Promise.all(crowd);
		}
		await person.waitUntilReady();
		expect(await person.page.locator("#start").count()).toBe(1);
	}).toPass();
}

/** Returns the page as it is sent, before the browser processes it. */
async function pageFor(person: UserPage, path: string, headers: Record<string, string> = {}) {
	const answer = await fetch(person.api.url + path, {
		headers: { cookie: person.api.cookie, "accept-encoding": "identity", ...headers },
	});
	return { status: answer.status, policy: answer.headers.get("content-security-policy"), html: await answer.text() };
}

test("a page cached for one member reveals nothing of them to the next", async ({ people }) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	const own = await ServerFixture.madeBy(ada.api, people.newName("Only Ada knows"), { visibility: "private" });
	await bob.api.sends(place.channel("general"), "good morning");
	const path = place.channelPath("general");

	const first = await shellFor(ada, path);
	const second = await shellFor(bob, path);
	expect(first.html).toContain(own.name);
	expect(first.html).toContain("good morning");
	expect(second.html).toContain("good morning");
	for (const hers of [own.name, ada.username, ada.displayName]) expect(second.html).not.toContain(`"${hers}"`);
	// Each response has its own nonce, and its policy names the same one.
	for (const { html, policy } of [first, second]) {
		const nonce = /'nonce-([^']+)'/.exec(policy ?? "")?.[1] ?? "";
		const scripts = [...html.matchAll(/<script(?![^>]*application\/json)[^>]*>/g)].map(([tag]) => tag);
		expect(scripts.length).toBeGreaterThan(3);
		expect(scripts.filter((tag) => !tag.includes(`nonce="${nonce}"`))).toEqual([]);
	}
	expect(first.policy).not.toBe(second.policy);
});

test("a user who requests the empty shell gets their own page, and no other user gets it", async ({ people }) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	await ada.api.sends(place.channel("general"), "good morning");
	const path = place.channelPath("general");
	const eve = await people.signedIn("eve");

	const outside = await pageFor(eve, path, { "x-hearth-shell": "1" });
	expect(outside.html).toContain(place.name);
	expect(outside.html).not.toContain("good morning");
	expect((await pageFor(eve, "/", { "x-hearth-shell": "1" })).html).toContain(eve.displayName);
	await amongMany(bob, path);
	await bob.sees("good morning");
});

test("text that looks like the end of the data stays text, and permalinks lead to their message", async ({
	people,
}) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	const text = '</script><script>document.title="broken"</script><!--';
	await ada.api.sends(place.channel("general"), text);
	for (let n = 0; n < 120; n++) await ada.api.sends(place.channel("general"), `line ${n}`);
	await amongMany(bob, `${place.channelPath("general")}/1`);
	await bob.sees(text);
	await expect(bob.page).toHaveTitle(`#general, ${place.name} · Hearth`);
	await amongMany(bob, place.channelPath("general"));
	await bob
		.message(/line \d+$/)
		.first()
		.waitFor();
	await expect(bob.page).toHaveTitle(`#general, ${place.name} · Hearth`);
});

test("a user who was sent the shell can use the channel normally, and the title follows navigation", async ({
	people,
}) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	await place.opensChannel("second");
	await amongMany(bob, place.channelPath("general"));
	await expect(bob.page).toHaveTitle(`#general, ${place.name} · Hearth`);
	await bob.send("is anybody there?");
	await bob.sees("is anybody there?");
	await ada.api.sends(place.channel("general"), "I am");
	await bob.sees("I am");
	await bob.row("second").click();
	await expect(bob.page).toHaveTitle(`#second, ${place.name} · Hearth`);
	await bob.page.goBack();
	await expect(bob.page).toHaveTitle(`#general, ${place.name} · Hearth`);
	await bob.link("Home").first().click();
	await expect(bob.page).toHaveURL("/");
	await expect(bob.page).toHaveTitle("Home · Hearth");
});

test("the front page and Explore work from their shell as from their own page", async ({ people }) => {
	const { bob, place } = await people.serverWith(["ada", "bob"]);
	await amongMany(bob, "/");
	await expect(bob.page).toHaveTitle("Home · Hearth");
	await expect(bob.page.getByRole("heading", { level: 1 })).toContainText(bob.displayName);
	await expect(bob.page.getByRole("region", { name: "Your servers" }).getByText(place.name)).toBeVisible();
	await bob.link("Explore").first().click();
	await expect(bob.page).toHaveTitle("Explore · Hearth");
	await bob.page.goBack();
	await expect(bob.page.getByRole("heading", { level: 1 })).toContainText(bob.displayName);

	await amongMany(bob, "/explore?sort=newest");
	const search = bob.page.getByRole("searchbox");
	await expect(bob.page.getByRole("combobox")).toHaveValue("newest");
	await search.fill(place.name);
	await expect(bob.page.getByRole("article")).toHaveCount(1);
	await search.fill("");
	await expect(bob.page).toHaveURL("/explore?sort=newest");
	await bob.page.goBack();
	await amongMany(bob, "/explore/games");
	await expect(bob.page).toHaveTitle("Games · Explore · Hearth");
});
