import type { Locator } from "@playwright/test";
import { expect, test } from "./fixtures";
import type { UserPage } from "./user-page";

test.use({ loadsAhead: true });

/** The unsent text that the page keeps for a user who was removed. */
const unsent = (person: UserPage): Locator => person.page.getByRole("region", { name: "Your unsent message" });

test("leaving in one tab closes the channel in the other, and joining opens it again, without a reload", async ({
	people,
}) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	await ada.openChannel("general");
	await bob.openChannel("general");
	const elsewhere = await bob.inAnotherTab();
	await elsewhere.openChannel("general");
	await elsewhere.page.evaluate(() => Object.assign(window, { notReloaded: true }));
	await elsewhere.composer.fill("what I never finished");

	await bob.choose(`Leave ${place.name}`, bob.serverMenu);
	const question = bob.dialog(`Leave ${place.name}?`);
	await expect(question.getByRole("button", { name: "Stay" })).toBeFocused();
	await question.getByRole("button", { name: "Leave" }).click();
	for (const tab of [bob, elsewhere]) {
		await expect(tab.heading(place.name)).toBeVisible();
		await expect(tab.composer).toHaveCount(0);
		await expect(tab.tile(place.name)).toHaveCount(0);
	}
	await expect(elsewhere.page.getByRole("alert").getByText(`You left ${place.name}.`)).toBeVisible();
	await expect(elsewhere.page).toHaveTitle(new RegExp(`^${place.name}`));
	await expect(unsent(elsewhere)).toContainText("what I never finished");
	await expect(unsent(bob)).toHaveCount(0);
	await ada.send("now that bob is gone");
	await ada.sees("now that bob is gone");
	expect(await elsewhere.page.content()).not.toContain("now that bob is gone");

	await bob.button("Rejoin").click();
	await expect(bob.tile(place.name)).toBeVisible();
	await expect(elsewhere.tile(place.name)).toBeVisible();
	await expect(elsewhere.heading("general")).toBeVisible();
	await expect(elsewhere.page).toHaveTitle(/^#general/);
	await elsewhere.sees("now that bob is gone");
	await ada.send("and back");
	await elsewhere.sees("and back");
	expect(await elsewhere.page.evaluate(() => "notReloaded" in window)).toBe(true);
});

test("a user who loses access while typing sees the reason, keeps their text, and continues with one click", async ({
	people,
}) => {
	const { ada, bob, cleo, place } = await people.serverWith(["ada", "bob", "cleo"]);
	const doomed = await place.opensChannel("doomed");
	await ada.api.sends(doomed, "ask me anything");
	// A channel made private disappears like a deleted one, whatever is open in it: text, a thread, a dialog, an upload.
	await bob.openChannel("doomed");
	await bob.page.route("**/api/channels/*/attachments", () => {});
	await bob.clickTool("Reply in thread", "ask me anything");
	await bob.page.getByRole("textbox", { name: "Reply in the thread" }).fill("in the thread");
	await bob.composer.fill("half a thought");
	await bob.page
		.locator("input[type=file]")
		.first()
		.setInputFiles({ name: "plan.txt", mimeType: "text/plain", buffer: Buffer.from("plan") });
	await bob.choose("Create a poll", bob.button("Add to your message").first());
	await bob.dialog("Create a poll").getByLabel("Question").fill("Which day?");
	await ada.api.call("PATCH", `/api/channels/${doomed}`, { private: true });
	await expect(bob.heading("This channel is gone")).toBeFocused();
	await expect(bob.page).toHaveTitle(/^This channel is gone/);
	await expect(bob.page.getByRole("dialog")).toHaveCount(0);
	for (const text of ["half a thought", "in the thread", "Which day?", "This file was not sent: plan.txt"])
		await expect(unsent(bob)).toContainText(text);
	await bob.context.grantPermissions(["clipboard-read", "clipboard-write"]);
	await unsent(bob).getByRole("button", { name: "Copy text" }).click();
	await expect.poll(() => bob.page.evaluate(() => navigator.clipboard.readText())).toContain("half a thought");
	await bob.link(`Back to ${place.name}`).click();
	await expect(bob.heading("general")).toBeVisible();

	// The server is deleted while users write in it, look at its details, or change its settings.
	await bob.composer.fill("and another");
	await cleo.goto(place.path);
	await ada.goto(`${place.path}/settings`);
	// A name that changes in the page shows that the socket is connected.
	for (const person of [ada, cleo]) {
		await person.api.call("PATCH", "/api/account", { displayName: `${person.displayName} II` });
		await expect(person.button(`Your account, ${person.displayName} II`)).toBeVisible();
	}
	await ada.api.call("DELETE", `/api/servers/${place.serverId}`);
	for (const person of [ada, bob, cleo]) {
		await expect(person.heading(`${place.name} was deleted.`)).toBeVisible();
		await expect(person.page).toHaveTitle(new RegExp(`^${place.name} was deleted`));
	}
	await expect(unsent(bob)).toContainText("and another");
	await bob.link("Back home").click();
	await expect(bob.heading("Good to see you, Bob")).toBeVisible();
});

test("a rejected join is reverted with an error message", async ({ people }) => {
	const { place } = await people.serverWith(["ada"]);
	const eve = await people.signedIn("eve");
	await eve.goto(place.path);
	await eve.cable.setState("cut");
	await eve.button(`Join ${place.name}`).click();
	await expect(eve.page.getByRole("alert").filter({ hasText: "Couldn’t join this server." })).toBeVisible();
	await expect(eve.tile(place.name)).toHaveCount(0);
	await eve.cable.setState("whole");
	await eve.button("Try again").click();
	await expect(eve.heading("general")).toBeVisible();
});

test("the owner cannot leave, and sees the alternatives", async ({ people }) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	await ada.openChannel("general");
	await ada.serverMenu.click();
	await expect(ada.page.getByRole("menuitem", { name: "Server settings" })).toBeVisible();
	await expect(ada.page.getByRole("menuitem", { name: /^Leave/ })).toHaveCount(0);
	await ada.goto(`/explore?q=${encodeURIComponent(place.name)}`);
	await expect(ada.page.getByRole("main").getByText("Owner", { exact: true })).toBeVisible();
	const eve = await people.signedIn("eve");
	await eve.goto(`/explore?q=${encodeURIComponent(place.name)}`);
	const card = eve.page.getByRole("article");
	await expect(card.getByText("2 members")).toBeVisible();
	await card.getByRole("button", { name: /^Join/ }).click();
	// The join takes effect at once: the member count goes up, and one click opens the server.
	await expect(card.getByText("3 members")).toBeVisible();
	await card.getByRole("link", { name: `Open ${place.name}` }).click();
	await expect(eve.heading("general")).toBeVisible();
	await ada.link(`Open ${place.name}`).click();
	await expect(ada.heading("general")).toBeVisible();
	await bob.openChannel("general");
	await bob.serverMenu.click();
	await expect(bob.page.getByRole("menuitem", { name: /^Leave/ })).toBeVisible();
	await expect(bob.page.getByRole("menuitem", { name: "Server settings" })).toHaveCount(0);
});

test("the member list and the member count follow joins and leaves", async ({ people }) => {
	const { ada, place } = await people.serverWith(["ada"]);
	const bob = await people.signedIn("bob");
	await ada.openChannel("general");
	const members = ada.page.getByRole("complementary", { name: "Members" });
	const sidebar = ada.page.getByRole("navigation", { name: /^Channels in/ });
	await expect(sidebar.getByText("1 member", { exact: true })).toBeVisible();
	await bob.api.join(place.serverId);
	await expect(sidebar.getByText("2 members")).toBeVisible();
	await expect(members.getByText("Bob", { exact: true })).toBeVisible();
	await bob.api.leave(place.serverId);
	await expect(sidebar.getByText("1 member", { exact: true })).toBeVisible();
	await expect(members.getByText("Bob", { exact: true })).toHaveCount(0);
});
