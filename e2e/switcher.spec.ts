import type { Locator } from "@playwright/test";
import { expectAccessible } from "./accessible";
import { expect, test } from "./fixtures";
import { ServerFixture } from "./server-fixture";
import type { UserPage } from "./user-page";

const field = (person: UserPage): Locator => person.dialog("Jump to").getByRole("combobox");
const offer = (person: UserPage, name: string | RegExp): Locator =>
	person.dialog("Jump to").getByRole("option", { name });
/** The result that Enter would choose. */
const marked = (person: UserPage): Locator => person.dialog("Jump to").locator("[aria-selected=true]");

async function opensSwitcher(person: UserPage): Promise<void> {
	await person.page.keyboard.press("Control+k");
	await expect(field(person)).toBeFocused();
}

test("the keyboard alone opens another channel, another server, and the previous place", async ({ people }) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	await place.opensChannel("field-trips");
	const other = await ServerFixture.madeBy(ada.api, people.newName("Kleingärten"));
	await bob.api.join(other.serverId);
	await bob.openChannel("general");
	const { keyboard } = bob.page;

	await bob.composer.focus();
	await keyboard.type("half a thought?");
	await opensSwitcher(bob);
	await keyboard.press("Escape");
	await expect(bob.dialog("Jump to")).toHaveCount(0);
	await expect(bob.composer).toBeFocused();
	await expect(bob.composer).toHaveValue("half a thought?");

	await opensSwitcher(bob);
	await keyboard.type("FIELD t");
	await expect(marked(bob)).toHaveAccessibleName(/^field-trips/);
	await expect(marked(bob).locator("mark")).toHaveText("field-t");
	await expect(field(bob)).toHaveAttribute("aria-activedescendant", (await marked(bob).getAttribute("id")) ?? "");
	await keyboard.press("Enter");
	await expect(bob.heading("field-trips")).toBeVisible();
	await expect(bob.dialog("Jump to")).toHaveCount(0);
	await bob.waitUntilReady();

	await opensSwitcher(bob);
	await keyboard.type("*kleingart");
	await expect(marked(bob)).toHaveAccessibleName(other.name);
	await keyboard.press("Enter");
	await expect(bob.page).toHaveURL(new RegExp(`${other.path}/`));
	await bob.waitUntilReady();

	await opensSwitcher(bob);
	await expect(marked(bob)).toHaveAccessibleName(new RegExp(`^field-trips\\s*${place.name}`));
	await keyboard.press("End");
	await expect(marked(bob)).toHaveAccessibleName(/Kleingärten/);
	await keyboard.press("ArrowDown");
	await expect(marked(bob)).toHaveAccessibleName(/^field-trips/);
	await keyboard.press("ArrowUp");
	await keyboard.press("Home");
	await keyboard.press("Enter");
	await expect(bob.heading("field-trips")).toBeVisible();
});

test("unread channels come first, people are found, and what the user cannot see is not listed, all accessibly", async ({
	people,
}) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	await place.opensChannel("alpha");
	await place.opensChannel("beta");
	await place.opensChannel("keepers", { private: true });
	const eve = await people.signedIn("eve");
	await ada.api.sends(place.channel("beta"), "news");
	await bob.openChannel("alpha");
	await bob.openChannel("general");
	await opensSwitcher(bob);
	await expect(marked(bob)).toHaveAccessibleName(/^beta.*unread$/);
	await expect(bob.dialog("Jump to").getByRole("group", { name: "Recent" }).getByRole("option")).toHaveAccessibleName(
		/^alpha/,
	);
	await expect(offer(bob, /^general/)).toHaveCount(0);
	for (const typed of ["keepers", "#", "#keep"]) {
		await field(bob).fill(typed);
		await expect(offer(bob, /keepers/).and(bob.page.locator("[id*=channel]"))).toHaveCount(0);
	}
	await field(bob).fill("");
	await ada.api.sends(place.channel("beta"), `@${bob.username} look`);
	await expect(offer(bob, /^beta.*1 mention$/)).toBeVisible();
	await expectAccessible(bob, "nothing typed");
	for (const typed of ["e", "xqzw", "#xqzw", ">"]) {
		await field(bob).fill(typed);
		await expectAccessible(bob, typed);
	}
	await ada.openChannel("general");
	await opensSwitcher(ada);
	await field(ada).fill("#keep");
	await expect(marked(ada)).toHaveAccessibleName(/^keepers.*private/);
	// Users without a shared server are not found.
	await field(ada).fill(`@${eve.username}`);
	await expect(ada.dialog("Jump to").getByText("No matches for")).toBeVisible();
	await field(ada).fill(`@${bob.username}`);
	await expect(offer(ada, /Bob/)).toBeVisible();
	await ada.page.keyboard.press("Enter");
	await expect(ada.dialog("Jump to")).toHaveCount(0);
	await expect(ada.page.getByRole("dialog").getByText(`@${bob.username}`)).toBeVisible();
});

test("without a match it leads to Explore, and commands work", async ({ people }) => {
	const { bob } = await people.serverWith(["ada", "bob"]);
	await bob.page.emulateMedia({ colorScheme: "light" });
	await bob.openChannel("general");
	const { keyboard } = bob.page;
	await bob.button("Jump to…").click();
	await expect(field(bob)).toBeFocused();
	await keyboard.type("xqzw");
	await expect(bob.dialog("Jump to").getByText("No matches for “xqzw”")).toBeVisible();
	await expect(bob.dialog("Jump to").getByRole("status")).toHaveText("Nothing found");
	await field(bob).fill("#xqzw");
	await expect(bob.dialog("Jump to").getByRole("option")).toHaveCount(0);
	await keyboard.press("Enter");
	await keyboard.press("Escape");
	await expect(bob.button("Jump to…")).toBeFocused();

	await opensSwitcher(bob);
	await keyboard.type(">dark");
	await keyboard.press("Enter");
	await expect(bob.page.locator("html")).toHaveClass(/dark/);
	const panel = bob.page.getByRole("complementary", { name: "Members" });
	await expect(panel).toBeVisible();
	await opensSwitcher(bob);
	await keyboard.type(">");
	await expect(offer(bob, "Use the dark theme")).toHaveCount(0);
	await keyboard.type("members");
	await keyboard.press("Enter");
	await expect(panel).toHaveCount(0);
	await opensSwitcher(bob);
	await keyboard.type(">create");
	await keyboard.press("Enter");
	await expect(bob.dialog("Create a server").getByLabel("Name", { exact: true })).toBeFocused();
	await keyboard.press("Escape");
	await expect(bob.button("Jump to…")).toBeFocused();

	await opensSwitcher(bob);
	await keyboard.type("xqzw");
	await offer(bob, /^Search Explore/).click();
	await expect(bob.page).toHaveURL(/\/explore\?q=xqzw/);
});

test("the shortcut list opens by key and from the account menu, but not while typing", async ({ people }) => {
	const { bob } = await people.serverWith(["ada", "bob"]);
	await bob.openChannel("general");
	const { keyboard } = bob.page;
	const list = bob.dialog("Keyboard shortcuts");
	await bob.composer.focus();
	await keyboard.type("why?");
	await expect(bob.composer).toHaveValue("why?");
	await expect(list).toHaveCount(0);
	await keyboard.press("Control+/");
	await expect(list).toBeVisible();
	for (const name of ["Jump to a channel, person, server or command", "Previous or next channel", "Reply", "New line"])
		await expect(list.getByRole("term").filter({ hasText: name }).first()).toBeVisible();
	await keyboard.press("Control+k");
	await expect(bob.dialog("Jump to")).toHaveCount(0);
	await keyboard.press("Escape");
	await expect(bob.composer).toBeFocused();

	await bob.page.getByRole("main").focus();
	await keyboard.press("?");
	await expect(list).toBeVisible();
	await expectAccessible(bob, "the list of keys");
	await keyboard.press("Escape");
	await expect(bob.composer).toHaveValue("why?");
	await bob.choose("Keyboard shortcuts", bob.button(/^Your account/));
	await expect(list).toBeVisible();
});
