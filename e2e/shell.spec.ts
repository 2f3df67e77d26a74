import { expect, test } from "./fixtures";
import { Place } from "./people";
import type { Person } from "./person";

/** The page as it is sent, before a browser does anything with it. */
async function pageFor(person: Person, path: string, headers: Record<string, string> = {}) {
	const answer = await fetch(person.wire.url + path, {
		headers: { cookie: person.wire.cookie, "accept-encoding": "identity", ...headers },
	});
	return { status: answer.status, policy: answer.headers.get("content-security-policy"), html: await answer.text() };
}

test("the page that one member was sent first tells the next one nothing of them", async ({ people }) => {
	const { ada, bob, place } = await people.community(["ada", "bob"]);
	const own = await Place.madeBy(ada.wire, people.newName("Only Ada knows"), { visibility: "private" });
	await bob.wire.says(place.channel("general"), "good morning");
	const path = place.channelPath("general");

	const first = await pageFor(ada, path);
	const second = await pageFor(bob, path);
	expect(first.html).toContain(own.name);
	expect(first.html).toContain("good morning");
	expect(second.html).toContain("good morning");
	for (const hers of [own.name, ada.username, ada.displayName]) expect(second.html).not.toContain(`"${hers}"`);
	// Each answer has a nonce of its own, and it is the one its policy names.
	for (const { html, policy } of [first, second]) {
		const nonce = /'nonce-([^']+)'/.exec(policy ?? "")?.[1] ?? "";
		const scripts = [...html.matchAll(/<script(?![^>]*application\/json)[^>]*>/g)].map(([tag]) => tag);
		expect(scripts.length).toBeGreaterThan(3);
		expect(scripts.filter((tag) => !tag.includes(`nonce="${nonce}"`))).toEqual([]);
	}
	expect(first.policy).not.toBe(second.policy);
});

test("who asks for the empty shell gets their own page, and nobody gets theirs", async ({ people }) => {
	const { ada, bob, place } = await people.community(["ada", "bob"]);
	await ada.wire.says(place.channel("general"), "good morning");
	const path = place.channelPath("general");
	const eve = await people.arrives("eve");

	const outside = await pageFor(eve, path, { "x-hearth-shell": "1" });
	expect(outside.html).toContain(place.name);
	expect(outside.html).not.toContain("good morning");
	expect((await pageFor(eve, "/", { "x-hearth-shell": "1" })).html).toContain(eve.displayName);
	await bob.opens("general");
	await bob.hears("good morning");
});

test("words that look like the end of the data are only words, and permalinks lead to their message", async ({
	people,
}) => {
	const { ada, bob, place } = await people.community(["ada", "bob"]);
	const words = '</script><script>document.title="broken"</script><!--';
	await ada.wire.says(place.channel("general"), words);
	for (let n = 0; n < 120; n++) await ada.wire.says(place.channel("general"), `line ${n}`);
	await bob.goes(`${place.channelPath("general")}/1`);
	await bob.hears(words);
	await expect(bob.page).toHaveTitle(`#general, ${place.name} · Hearth`);
	await bob.opens("general");
	await bob.message(/line \d+$/).first().waitFor();
	await expect(bob.page).toHaveTitle(`#general, ${place.name} · Hearth`);
});

test("the title follows whoever walks on from the page that was loaded", async ({ people }) => {
	const { bob, place } = await people.community(["ada", "bob"]);
	await place.opensChannel("second");
	await bob.opens("general");
	await expect(bob.page).toHaveTitle(`#general, ${place.name} · Hearth`);
	await bob.row("second").click();
	await expect(bob.page).toHaveTitle(`#second, ${place.name} · Hearth`);
	await bob.page.goBack();
	await expect(bob.page).toHaveTitle(`#general, ${place.name} · Hearth`);
	await bob.link("Home").first().click();
	await expect(bob.page).toHaveURL("/");
	await expect(bob.page).toHaveTitle("Home · Hearth");
});
