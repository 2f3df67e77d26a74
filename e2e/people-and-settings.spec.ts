import { expect, test } from "./fixtures";
import { ServerFixture } from "./server-fixture";
import type { UserPage } from "./user-page";

const card = (person: UserPage, of: UserPage) => person.dialog(`Profile of ${of.username}`);
const memberRow = (person: UserPage, name: string) =>
	person.page.getByRole("complementary", { name: "Members" }).getByRole("button", { name: new RegExp(`^${name}`) });

test("a card shows a user's profile, and users without a shared server stay invisible", async ({ people }) => {
	const { ada, bob, cleo, place } = await people.serverWith(["ada", "bob", "cleo"]);
	const eve = await people.signedIn("eve");
	await bob.api.call("PATCH", "/api/account", { bio: "Fires the kiln." });
	await bob.api.sends(place.channel("general"), `hello, ask @${cleo.username}, @${eve.username} or @${ada.username}`);
	await cleo.api.leave(place.serverId);
	await ada.openChannel("general");
	await expect(ada.message("hello, ask").getByRole("button", { name: `@${eve.username}` })).toHaveCount(0);

	await ada
		.message("hello, ask")
		.getByRole("button", { name: `@${cleo.username}` })
		.click();
	await expect(card(ada, cleo)).toContainText("Nobody you share a server with has that name.");
	await ada.page.keyboard.press("Escape");
	await expect(card(ada, cleo)).toHaveCount(0);

	await ada.message("hello, ask").getByRole("button", { name: "Bob" }).click();
	await expect(card(ada, bob)).toContainText("Fires the kiln.");
	await expect(card(ada, bob)).toContainText(place.name);
	await card(ada, bob).getByRole("button", { name: "Mention" }).click();
	await expect(ada.composer).toBeFocused();
	await expect(ada.composer).toHaveValue(`@${bob.username} `);

	// By keyboard only: to the message, into its buttons, and back to the starting point.
	await ada.page.keyboard.press("Shift+Tab");
	await ada.page.keyboard.press("Enter");
	await ada.page.keyboard.press("Enter");
	await expect(card(ada, bob)).toBeVisible();
	await ada.page.keyboard.press("Escape");
	await expect(ada.message("hello, ask").getByRole("button", { name: "Bob" })).toBeFocused();
	await memberRow(ada, "Ada").click();
	await expect(card(ada, ada).getByRole("button", { name: "Block" })).toHaveCount(0);
	await expect(card(ada, ada).getByRole("button", { name: "Copy username" })).toBeVisible();
	await card(ada, ada).getByRole("button", { name: "Set a status" }).click();
	const status = ada.dialog("Your status");
	await expect(status.getByRole("button", { name: "Save" })).toBeDisabled();
	await status.getByRole("button", { name: "On holiday" }).click();
	await status.getByRole("button", { name: "Save" }).click();
	await expect(status).toHaveCount(0);
	await memberRow(ada, "Ada").click();
	await expect(card(ada, ada)).toContainText("On holiday");

	// Opens the settings and returns to the previous page: with Escape, unless the user is typing, and with the arrow.
	await card(ada, ada).getByRole("button", { name: "Edit profile" }).click();
	await expect(ada.heading("Profile")).toBeVisible();
	await ada.page.getByLabel("About you").press("Escape");
	await ada.link("Appearance").click();
	await expect(ada.heading("Appearance")).toBeVisible();
	await ada.page.keyboard.press("Escape");
	await expect(ada.heading("general")).toBeVisible();
	await ada.page.keyboard.press("Control+,");
	await expect(ada.heading("Profile")).toBeVisible();
	await ada.button("Back to where you were").click();
	await expect(ada.heading("general")).toBeVisible();
});

test("a blocked user's messages collapse and mention nobody, and the user cannot notice it", async ({ people }) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	await place.opensChannel("elsewhere");
	await ada.api.sends(place.channel("general"), "from me");
	await bob.api.sends(place.channel("general"), "first of his");
	await bob.api.sends(place.channel("general"), "second of his");
	await ada.openChannel("general");
	await bob.openChannel("general");
	await memberRow(ada, "Bob").click();
	await card(ada, bob).getByRole("button", { name: "Block" }).click();
	const line = ada.message("2 messages from someone you blocked.");
	await expect(line).toBeVisible();
	await expect(ada.message("first of his")).toHaveCount(0);
	await ada.page.keyboard.press("Escape");

	await bob.send(`@${ada.username} third`);
	await bob.sees(/third/);
	await expect(ada.message("3 messages from someone you blocked.")).toBeVisible();
	await bob.api.sends(place.channel("elsewhere"), `@${ada.username} over here`);
	await expect(ada.row("elsewhere, unread")).toBeVisible();
	await ada
		.message(/3 messages/)
		.getByRole("button", { name: "Show" })
		.click();
	await ada.sees("first of his");
	await ada.message("first of his").getByRole("button", { name: "Hide" }).click();
	await expect(ada.message("first of his")).toHaveCount(0);

	// The block also applies after a page load and in the other tab; the blocked user sees no difference.
	const elsewhere = await ada.inAnotherTab();
	await elsewhere.openChannel("general");
	await expect(elsewhere.message(/3 messages/)).toBeVisible();
	await ada.send(`@${bob.username} can you hear me`);
	await bob.sees(/can you hear me/);
	await memberRow(bob, "Ada").click();
	await expect(card(bob, ada).getByRole("button", { name: "Block" })).toBeVisible();

	await memberRow(ada, "Bob").click();
	await card(ada, bob).getByRole("button", { name: "Unblock" }).click();
	await ada.sees("second of his");
	await elsewhere.sees("second of his");
});

test("a presence is chosen once for all tabs and visits; others see a status until it expires", async ({ people }) => {
	const { ada, bob } = await people.serverWith(["ada", "bob"]);
	await bob.openChannel("general");
	await ada.openChannel("general");
	const other = await ada.inAnotherTab();
	await other.goto("/settings");
	await expect(memberRow(bob, "Ada")).toContainText("online");
	const menu = ada.button("Your account, Ada");
	await menu.click();
	await ada.page.getByRole("menuitemradio", { name: "Do not disturb" }).click();
	await expect(memberRow(bob, "Ada")).toContainText("do not disturb");
	await other.button("Your account, Ada").click();
	await expect(other.page.getByRole("menuitemradio", { name: "Do not disturb" })).toBeChecked();
	await other.page.close();
	await ada.page.reload();
	await ada.waitUntilReady();
	await menu.click();
	await expect(ada.page.getByRole("menuitemradio", { name: "Do not disturb" })).toBeChecked();
	await ada.page.getByRole("menuitemradio", { name: "Online" }).click();
	await expect(memberRow(bob, "Ada")).toContainText("online");

	await ada.choose("Set a status", menu);
	const dialog = ada.dialog("Your status");
	await expect(dialog.getByRole("button", { name: "Save" })).toBeDisabled();
	await dialog.getByLabel("What’s happening?").fill("At the kiln");
	await dialog.getByLabel("Clear after").selectOption("In 30 minutes");
	await dialog.getByRole("button", { name: "Save" }).click();
	await expect(dialog).toHaveCount(0);
	await expect(memberRow(bob, "Ada")).toContainText("At the kiln");
	await memberRow(bob, "Ada").click();
	await expect(card(bob, ada)).toContainText("At the kiln");
	await bob.page.keyboard.press("Escape");
	const until = new Date(Date.now() + 3000).toISOString();
	await ada.api.call("PATCH", "/api/account", { status: { text: "Nearly out", until } });
	await expect(memberRow(bob, "Ada")).toContainText("Nearly out");
	await expect(memberRow(bob, "Ada")).not.toContainText("Nearly out");
});

test("a user is idle after a while away from every window, until they return to one", async ({ people }) => {
	const { ada, bob } = await people.serverWith(["ada", "bob"]);
	await bob.openChannel("general");
	await ada.page.clock.install();
	await ada.openChannel("general");
	await expect(memberRow(bob, "Ada")).toContainText("online");
	await ada.page.clock.fastForward("08:00");
	await expect(memberRow(bob, "Ada")).toContainText("idle");
	await ada.composer.press("a");
	await expect(memberRow(bob, "Ada")).toContainText("online");
});

test("appearance settings apply at once to every tab of a device, and before the first paint", async ({ people }) => {
	const { ada, place } = await people.serverWith(["ada"]);
	await ada.api.sends(place.channel("general"), "what time is it");
	await ada.openChannel("general");
	const other = await ada.inAnotherTab();
	await other.goto("/settings/appearance");
	await expect(
		ada
			.message("what time is it")
			.getByText(/^\d\d:\d\d$/)
			.filter({ visible: true }),
	).toBeVisible();
	await other.page.getByText("Compact", { exact: true }).click();
	await expect(other.page.getByRole("status").filter({ hasText: "Saved" })).toBeVisible();
	await other.page.getByText("12-hour", { exact: true }).click();
	await other.page.getByLabel("Text size").selectOption("125%");
	await other.page.getByRole("switch", { name: "Reduce motion" }).click();
	const root = ada.page.locator("html");
	await expect(root).toHaveAttribute("data-density", "compact");
	await expect(
		ada
			.message("what time is it")
			.getByText(/^\d{1,2}:\d\d [ap]m$/i)
			.filter({ visible: true }),
	).toBeVisible();
	await ada.page.addInitScript(() => {
		const seen = new Set<string>();
		Object.assign(window, { seen });
		requestAnimationFrame(function look() {
			if (document.querySelector("main")) {
				const { dataset, style } = document.documentElement;
				seen.add([dataset.density, dataset.motion, style.fontSize].join());
			}
			requestAnimationFrame(look);
		});
	});
	await ada.openChannel("general");
	expect(await ada.page.evaluate(() => [...(window as unknown as { seen: Set<string> }).seen])).toEqual([
		"compact,reduced,125%",
	]);
});

test("single-key shortcuts and Enter follow the preferences", async ({ people }) => {
	const { ada, place } = await people.serverWith(["ada"]);
	await ada.api.sends(place.channel("general"), "answer me");
	await ada.goto("/settings/keyboard");
	await ada.page.getByRole("switch", { name: "Single-letter shortcuts on messages" }).click();
	await ada.page.getByText("Enter for a new line", { exact: true }).click();
	await ada.openChannel("general");
	await ada.composer.press("Shift+Tab");
	await ada.page.keyboard.press("r");
	await expect(ada.page.getByText("Replying to")).toHaveCount(0);
	await ada.composer.fill("one");
	await ada.composer.press("Enter");
	await ada.composer.pressSequentially("two");
	await ada.composer.press("Control+Enter");
	await ada.sees(/one\s+two/);
});

test("keyboard shortcuts move between regions and servers, and skip links lead to the messages", async ({ people }) => {
	const { ada, place } = await people.serverWith(["ada"]);
	const second = await ServerFixture.madeBy(ada.api, people.newName("Elsewhere"));
	await ada.api.sends(place.channel("general"), "hello there");
	await ada.openChannel("general");
	await expect(ada.page.getByRole("complementary", { name: "Members" })).toBeVisible();
	await ada.composer.focus();
	await ada.page.keyboard.press("Control+F6");
	await expect(ada.page.getByRole("heading", { name: "Members" })).toBeFocused();
	await ada.page.keyboard.press("Control+F6");
	await expect(ada.tile(place.name)).toBeFocused();
	await ada.page.keyboard.press("Control+F6");
	await expect(ada.row("general")).toBeFocused();
	await ada.page.keyboard.press("Control+F6");
	await expect(ada.message("hello there")).toBeFocused();
	await ada.page.keyboard.press("Shift+Control+F6");
	await expect(ada.row("general")).toBeFocused();
	await ada.page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
	await ada.page.getByRole("button", { name: "Skip to message box" }).focus();
	await ada.page.keyboard.press("Enter");
	await expect(ada.composer).toBeFocused();
	await ada.page.keyboard.press("Control+Alt+ArrowDown");
	await expect(ada.page).toHaveURL(new RegExp(`/servers/${second.serverId}(/|$)`));
	await ada.page.keyboard.press("Alt+1");
	await expect(ada.page).toHaveURL(new RegExp(`/servers/${place.serverId}(/|$)`));
	await ada.page.keyboard.press("Control+,");
	await expect(ada.heading("Profile")).toBeVisible();
});
