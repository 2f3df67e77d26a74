import { expectAccessible } from "./accessible";
import { expect, test } from "./fixtures";
import type { UserPage } from "./user-page";

test.setTimeout(120_000);

test("a moderator deletes a message and times its author out, bans another time with all messages, and undoes both for everybody", async ({
	people,
}) => {
	const { ada, bob, eve, place } = await people.serverWith(["ada", "bob", "eve"]);
	await place.makesModerator(bob, [
		"timeout_members",
		"kick_members",
		"ban_members",
		"manage_messages",
		"view_audit_log",
	]);
	const channelId = place.channel("general");
	const says = async (person: UserPage, text: string) => (await person.api.sends(channelId, text)).message.seq;
	const talk = (n: number) => says(ada, `Talk ${n}${"\nand on".repeat(5)}`);
	for (let n = 11; n < 20; n++) await talk(n);
	for (let n = 0; n < 15; n++) await says(eve, `Junk ${n}`);
	await says(eve, "Buy my maps");
	const seq = await talk(20);
	await says(eve, "Buy my other maps");
	for (let n = 21; n < 28; n++) await talk(n);
	await bob.hasRead("general");
	await Promise.all([ada, bob, eve].map((person) => person.openChannel("general", seq)));
	await ada.sees("Talk 20");
	const top = () =>
		ada.message("Talk 20").evaluate((row) => Math.round(row.closest("li")?.getBoundingClientRect().top ?? 0));

	// Without the permission there is no dead control.
	await eve.clickTool("More", "Buy my maps");
	await expect(eve.page.getByRole("menuitem", { name: "Copy text" })).toBeVisible();
	await expect(eve.page.getByRole("menuitem", { name: /Ban…|Delete and/ })).toHaveCount(0);
	await eve.page.keyboard.press("Escape");

	await bob.chooseFromMenu("Delete and time out…", "Buy my maps");
	const timeout = bob.dialog(`Time out ${eve.displayName}?`);
	await expect(timeout.getByLabel("Delete this message")).toBeChecked();
	await timeout.getByRole("button", { name: "Spam" }).click();
	await timeout.getByLabel("Note").fill("Second time");
	await expectAccessible(bob, "the dialog to time out a member");
	await timeout.getByRole("button", { name: "Delete and time out" }).click();
	await expect(bob.page.getByText(`Deleted 1 message and timed out ${eve.displayName}`)).toBeVisible();
	const notice = eve.page.getByRole("main").getByText(/You are timed out in .* until .*Spam/);
	await expect(notice).toBeVisible();
	await expect(eve.composer).toHaveCount(0);
	for (const person of [ada, eve]) await expect(person.message("Buy my maps")).toHaveCount(0);

	await bob.button("Undo").click();
	await expect(eve.composer).toBeVisible();
	for (const person of [ada, eve, bob]) await person.sees("Buy my maps");
	await expect(bob.page.getByText(`${eve.displayName} can write again. 1 message is back`)).toBeVisible();

	await bob.message("Buy my other maps").getByRole("button", { name: eve.displayName }).first().click();
	await bob.choose("Ban…", bob.button("Moderate"));
	const ban = bob.dialog(`Ban ${eve.displayName}?`);
	await ban.getByLabel("Delete their messages").selectOption({ label: "Of the last hour" });
	const before = await top();
	await ban.getByRole("button", { name: "Delete and ban" }).click();
	await expect(bob.page.getByText(`Deleted 17 messages and banned ${eve.displayName}`)).toBeVisible();
	await expect(eve.page.getByRole("main").getByText(/You are banned from/)).toBeVisible();
	for (const person of [ada, bob]) await expect(person.message(/Buy my|Junk/)).toHaveCount(0);
	// The list of a user who reads on does not jump.
	await expect.poll(top).toBe(before);

	await bob.goto(`${place.path}/settings/bans`);
	await expect(bob.page.getByRole("main").getByText(`@${eve.username}`)).toBeVisible();
	await bob.page.getByLabel("Search bans").fill("nobody.like.this");
	await expect(bob.page.getByText("No ban matches")).toBeVisible();
	await bob.page.getByLabel("Ban by username").fill("@nobody.like.this");
	await bob.button("Ban…").click();
	await bob.dialog("Ban nobody.like.this?").getByRole("button", { name: "Ban", exact: true }).click();
	await expect(bob.page.getByRole("alert")).toContainText("There is no user named nobody.like.this");
	await expectAccessible(bob, "the bans of a server");

	await bob.goto(`${place.path}/settings/audit-log`);
	const entries = bob.page.getByRole("main").getByRole("listitem");
	await expect(entries).toHaveCount(3);
	await expect(entries.nth(2)).toContainText("Note: Second time");
	await expect(entries.first()).toContainText("17 messages deleted");
	await bob.button(`Undo for ${eve.displayName}: Ban`).click();
	await expect(entries.first()).toContainText(`${bob.displayName} unbanned ${eve.displayName}`);
	await expectAccessible(bob, "the audit log");
	for (const text of ["Buy my maps", "Buy my other maps"]) await ada.sees(text);
	await eve.button(/^Join /).click();
	await expect(eve.composer).toBeVisible();
});

test("at 390 px three presses delete a message and time its author out, and selected messages are deleted together and restored", async ({
	people,
}) => {
	const { ada, bob, eve, place } = await people.serverWith(["ada", "bob", "eve"]);
	const phone = await people.onAnotherDevice(ada, { viewport: { width: 390, height: 664 }, hasTouch: true });
	const channelId = place.channel("general");
	await bob.api.sends(channelId, "Maps of bob");
	for (const text of ["First of all", "Click here for maps"]) await eve.api.sends(channelId, text);
	await phone.openChannel("general");
	// A touch screen fires this after a long press.
	await phone.message("Click here for maps").dispatchEvent("contextmenu");
	const spam = phone.button("Spam");
	await expect(spam).toBeInViewport();
	await expectAccessible(phone, "the sheet of a moderator");
	await spam.tap();
	const confirm = phone.button("Delete and time out");
	await expect(confirm).toBeInViewport({ ratio: 1 });
	await expectAccessible(phone, "the dialog of a moderator on a phone");
	await confirm.tap();
	await expect(phone.message("Click here for maps")).toHaveCount(0);
	await phone.sees("First of all");
	await eve.goto("/inbox");
	await expect(eve.page.getByRole("main").getByText(/You are timed out in .* until .*Reason: .*Spam/)).toBeVisible();
	await expectAccessible(eve, "the inbox with a timeout");

	// Of a single message, the moderator is asked only once, and can take it back.
	await phone.message("First of all").dispatchEvent("contextmenu");
	await phone.page.getByRole("button", { name: "Delete", exact: true }).tap();
	await phone.page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).tap();
	await expect(phone.message("First of all")).toHaveCount(0);
	await phone.page.getByRole("region", { name: "Notifications" }).getByRole("button", { name: "Undo" }).last().tap();
	await phone.sees("First of all");

	await ada.api.call("PATCH", `/api${place.path}`, { systemMessages: { pinned: true } });
	await ada.api.call("PUT", `/api/channels/${channelId}/messages/1/pin`);
	await phone.message("First of all").dispatchEvent("contextmenu");
	await phone.page.getByRole("button", { name: "Select messages" }).tap();
	const selection = phone.page.getByRole("region", { name: "Selected messages" });
	await expect(selection).toContainText("1 selected");
	await phone.message("Maps of bob").tap();
	await expect(selection).toContainText("2 selected");
	const pin = phone.message(/ pinned a message/);
	await pin.tap();
	await expect(selection).toContainText("3 selected");
	await expect(pin.getByRole("checkbox")).toBeChecked();
	await expectAccessible(phone, "a selection of messages on a phone");
	await selection.getByRole("button", { name: "Delete" }).tap();
	await phone.page.getByRole("dialog").getByRole("button", { name: "Delete" }).tap();
	for (const text of ["First of all", "Maps of bob"]) await expect(phone.message(text)).toHaveCount(0);
	await expect(phone.composer).toBeVisible();
	await phone.page.getByRole("region", { name: "Notifications" }).getByRole("button", { name: "Undo" }).last().tap();
	for (const text of ["First of all", "Maps of bob"]) await phone.sees(text);
});
