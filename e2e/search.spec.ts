import type { Locator } from "@playwright/test";
import type { SearchPage } from "@/lib/realtime/protocol";
import { expectAccessible } from "./accessible";
import type { ApiClient } from "./api-client";
import { expect, test } from "./fixtures";
import type { UserPage } from "./user-page";

const panel = (person: UserPage): Locator => person.page.getByRole("complementary", { name: "Search" });
const field = (person: UserPage): Locator => panel(person).getByRole("combobox", { name: "Search messages" });
const results = (person: UserPage): Locator =>
	panel(person).getByRole("listbox", { name: "Results" }).getByRole("option");
const highlights = (person: UserPage): Locator => results(person).locator("mark");

async function searches(person: UserPage, text: string): Promise<void> {
	await field(person).fill(text);
}

/** Searches without a browser and returns the results. */
const found = async (wire: ApiClient, q: string): Promise<string[]> =>
	(await wire.call<SearchPage>("GET", `/api/search?${new URLSearchParams({ q })}`)).results.map(
		({ message }) => message.content,
	);

/** Waits until the author can find the message. */
async function isFound(wire: ApiClient, q: string, count = 1): Promise<void> {
	await expect.poll(async () => (await found(wire, q)).length, { intervals: [100] }).toBe(count);
}

test("outsiders, non-members of private channels and former members find nothing, nor anybody a deleted message", async ({
	people,
}) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	const eve = await people.signedIn("eve");
	const general = place.channel("general");
	const hidden = await place.opensChannel("back-room", { private: true });
	await ada.api.sends(general, "the kestrel in the open");
	await ada.api.sends(hidden, "the kestrel in secret");
	const { message: gone } = await ada.api.sends(general, "the kestrel that was taken back");
	const { message: edited } = await ada.api.sends(general, "the kestrel that became something else");
	await isFound(ada.api, `server:${place.serverId} kestrel`, 4);
	await ada.api.call("DELETE", `/api/channels/${general}/messages/${gone.seq}`);
	await ada.api.call("PATCH", `/api/channels/${general}/messages/${edited.seq}`, { content: "a heron after all" });

	for (const q of ["kestrel", "in:back-room kestrel", `server:${place.serverId} kestrel`])
		expect(await found(eve.api, q), q).toEqual([]);
	await bob.openChannel("general");
	await bob.page.keyboard.press("Control+Shift+f");
	await expect(field(bob)).toBeFocused();
	await expect(panel(bob).getByText(/^Search Sunday Painters/)).toBeVisible();
	await searches(bob, "kestrel");
	await expect(results(bob)).toHaveCount(1);
	await expect(results(bob)).toContainText("the kestrel in the open");
	await expect(panel(bob).getByText("1 result", { exact: true })).toBeVisible();
	await searches(bob, "in:back-room kestrel");
	await expect(panel(bob).getByText("Nothing for “in:back-room kestrel”")).toBeVisible();
	await searches(bob, "secret");
	await expect(panel(bob).getByText("Nothing for “secret”")).toBeVisible();
	await searches(bob, "heron");
	await expect(results(bob)).toContainText("a heron after all");
	await searches(bob, "has:cheese");
	await expect(panel(bob).getByText(/Check your search.*has:cheese/)).toBeVisible();

	await bob.api.call("DELETE", `/api/membership/${place.serverId}`);
	expect(await found(bob.api, "kestrel")).toEqual([]);
	expect(await found(bob.api, `server:${place.serverId} heron`)).toEqual([]);
});

test("finds words, parts, phrases, code and other scripts, with filters and suggestions", async ({ people }) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	const general = place.channel("general");
	await place.opensChannel("printing-and-paper");
	for (const content of [
		"How do I install **Ubuntu** here?",
		"see `snake_case`, fooBar() and std::vector<int>, a->b",
		"한국어 검색은 어떻게 하나요",
		"東京タワーへ行きたい",
		"Привет, мир! Ёлка",
		"naïve café",
	])
		await ada.api.sends(general, content);
	await bob.api.sends(place.channel("printing-and-paper"), "A1 proof at https://example.org/proof");
	await isFound(bob.api, "proof");
	await bob.openChannel("general");
	await bob.page.keyboard.press("/");
	await expect(field(bob)).toBeFocused();
	for (const [q, marked] of [
		["ubuntu INSTALL", "install"],
		["buntu", "buntu"],
		['"std::vector"', "std::vector"],
		["a->b", "a->b"],
		["foobar", "fooBar"],
		["snake_case", "snake_case"],
		["검색", "검색"],
		["タワ", "タワ"],
		["привет елка", "Привет"],
		["cafe", "café"],
	] as const) {
		await searches(bob, q);
		await expect(highlights(bob).first(), q).toHaveText(marked);
		await expect(results(bob), q).toHaveCount(1);
	}
	await searches(bob, "naive -café");
	await expect(panel(bob).getByText("Nothing for “naive -café”")).toBeVisible();
	// A word that is still being typed is not reported as missing.
	for (const q of ["zq", "ubuntu z", "from:nobody.at.all zq"]) {
		await searches(bob, q);
		await expect(panel(bob).getByText("Keep typing"), q).toBeVisible();
		await expect(panel(bob).getByText(/^Nothing for/), q).toHaveCount(0);
	}

	await searches(bob, "");
	await panel(bob).getByRole("button", { name: "in:", exact: true }).click();
	await bob.page.keyboard.type("prin");
	await expect(panel(bob).getByRole("option", { name: "printing-and-paper" })).toBeVisible();
	await bob.page.keyboard.press("Enter");
	await expect(field(bob)).toHaveValue("in:printing-and-paper ");
	await bob.page.keyboard.type("from:");
	await panel(bob).getByRole("option", { name: bob.username, exact: true }).click();
	await bob.page.keyboard.type("has:link after:yesterday proof");
	await expect(results(bob)).toHaveCount(1);
	await expect(results(bob)).toContainText("printing-and-paper");
	await expectAccessible(bob, "the search panel");
});

test("the arrows and Enter open a result in its channel and keep the panel; more results load page by page", async ({
	people,
}) => {
	const { bob, place } = await people.serverWith(["ada", "bob"]);
	const general = place.channel("general");
	const side = await place.opensChannel("side");
	for (let n = 1; n <= 30; n++)
		await bob.api.sends(general, n % 10 === 0 ? `the pelican ${n}` : `pelicans, number ${n}`);
	await isFound(bob.api, "in:general pelican", 25);
	await bob.api.sends(side, "nothing here");
	await bob.openChannel("side");

	await bob.page.keyboard.press("Control+k");
	await expect(bob.dialog("Jump to").getByRole("combobox")).toBeFocused();
	await bob.page.keyboard.type("pelican");
	await expect(bob.dialog("Jump to").getByRole("option").last()).toHaveText(/^Search messages for “pelican”/);
	await bob.page.keyboard.press("Control+Enter");
	await expect(field(bob)).toHaveValue("pelican");
	await expect(results(bob)).toHaveCount(25);
	await expect(panel(bob).getByText("30 results")).toBeVisible();
	await panel(bob).getByRole("button", { name: "Show more" }).click();
	await expect(results(bob)).toHaveCount(30);
	await panel(bob).getByRole("button", { name: "Best match" }).click();
	await expect(results(bob).first()).toContainText("the pelican 30");

	await field(bob).focus();
	await bob.page.keyboard.press("ArrowDown");
	await bob.page.keyboard.press("ArrowDown");
	await expect(panel(bob).locator("[aria-selected=true]")).toContainText("the pelican 20");
	await bob.page.keyboard.press("Enter");
	await expect(bob.page).toHaveURL(new RegExp(`${place.channelPath("general")}/20\\?panel=search`));
	await bob.sees(/the pelican 20$/);
	await expect(field(bob)).toHaveValue("pelican");
	await bob.waitUntilReady();
	await expect(panel(bob).locator("[aria-selected=true]")).toContainText("the pelican 20");

	await bob.page.route("**/api/search?*", (route) => route.abort());
	await searches(bob, "pelican 7");
	await expect(panel(bob).getByText("Search didn’t respond.")).toBeVisible();
	await bob.page.unroute("**/api/search?*");
	await panel(bob).getByRole("button", { name: "Try again" }).click();
	await expect(results(bob).first()).toContainText("number");
	await field(bob).focus();
	await bob.page.keyboard.press("Escape");
	await expect(panel(bob)).toHaveCount(0);
});
