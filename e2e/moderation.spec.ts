import { expectAccessible } from "./accessible";
import { expect, test } from "./fixtures";
import type { UserPage } from "./user-page";

test.setTimeout(120_000);

/** Makes bob a moderator of ada’s server. */
async function giveRole(ada: UserPage, serverId: number, bob: UserPage): Promise<void> {
	const permissions = ["timeout_members", "kick_members", "ban_members", "view_audit_log"];
	const { role } = await ada.api.call<{ role: { id: number } }>("POST", `/api/servers/${serverId}/roles`, {
		name: "Moderator",
		permissions,
	});
	await ada.api.call("PUT", `/api/servers/${serverId}/members/${bob.username}/roles/${role.id}`);
}

test("a moderator times a member out and then bans them from a message’s menu; the member reads both, and both are undone", async ({
	people,
}) => {
	const { ada, bob, eve, place } = await people.serverWith(["ada", "bob", "eve"]);
	await giveRole(ada, place.serverId, bob);
	await eve.openChannel("general");
	await eve.send("Buy my maps");
	await bob.openChannel("general");
	await bob.sees("Buy my maps");

	// Without the permission, or against the owner, there is no dead control.
	await eve.clickTool("More", "Buy my maps");
	await expect(eve.page.getByRole("menuitem", { name: "Copy text" })).toBeVisible();
	await expect(eve.page.getByRole("menuitem", { name: "Ban…" })).toHaveCount(0);
	await eve.page.keyboard.press("Escape");

	await bob.chooseFromMenu("Time out…", "Buy my maps");
	const timeout = bob.dialog(`Time out ${eve.displayName}?`);
	await timeout.getByLabel("Reason").fill("No advertising");
	await timeout.getByLabel("Note").fill("Second time");
	await expectAccessible(bob, "the dialog to time out a member");
	await timeout.getByRole("button", { name: "Time out" }).click();
	await expect(bob.page.getByText(`${eve.displayName} is timed out`)).toBeVisible();

	const notice = eve.page.getByRole("main").getByText(/You are timed out in .* until .*No advertising/);
	await expect(notice).toBeVisible();
	await expect(eve.composer).toHaveCount(0);
	await expectAccessible(eve, "the closed composer of a member who is timed out");

	await bob.button("Undo").click();
	await expect(eve.composer).toBeVisible();
	// A toast under the pointer stays.
	await bob.page.mouse.move(0, 0);
	await expect(bob.page.getByText(`${eve.displayName} can write again`)).toHaveCount(0);
	await eve.send("Sorry");
	await bob.sees("Sorry");

	await bob.chooseFromMenu("Ban…", "Sorry");
	const ban = bob.dialog(`Ban ${eve.displayName}?`);
	await ban.getByLabel("Duration").selectOption({ label: "1 day" });
	await ban.getByLabel("Reason").fill("Again");
	await ban.getByRole("button", { name: "Ban", exact: true }).click();
	const banned = eve.page.getByRole("main").getByText(/You are banned from .* until .*Reason: .*Again/);
	await expect(banned).toBeVisible();
	await expect(eve.button("Can’t join")).toBeDisabled();

	await bob.goto(`${place.path}/settings/bans`);
	await expect(bob.page.getByRole("main").getByText(`@${eve.username}`)).toBeVisible();
	await expectAccessible(bob, "the bans of a server");
	await bob.page.getByLabel("Search bans").fill("nobody.like.this");
	await expect(bob.page.getByText("No ban matches")).toBeVisible();
	await bob.page.getByLabel("Search bans").fill(eve.username);
	await bob.button(`Unban ${eve.displayName}`).click();
	await expect(bob.page.getByText("No ban matches")).toBeVisible();
	await expect(banned).toHaveCount(0);
	await eve.button(/^Join /).click();
	await expect(eve.composer).toBeVisible();

	await bob.goto(`${place.path}/settings/audit-log`);
	const entries = bob.page.getByRole("main").getByRole("listitem");
	await expect(entries).toHaveCount(4);
	await expect(entries.nth(0)).toContainText(`${bob.displayName} unbanned ${eve.displayName}`);
	await expect(entries.nth(3)).toContainText("Note: Second time");
	await expectAccessible(bob, "the audit log");
	await bob.page.getByLabel("Action").selectOption({ label: "Ban" });
	await expect(entries).toHaveCount(1);
});

test("a member reads a warning at once, and later in the Inbox", async ({ people }) => {
	const { ada, eve } = await people.serverWith(["ada", "eve"]);
	await eve.openChannel("general");
	await eve.send("Hello");
	await ada.openChannel("general");
	await ada.message("Hello").getByRole("button", { name: eve.displayName }).first().click();
	await ada.choose("Warn…", ada.button("Moderate"));
	const warn = ada.dialog(`Warn ${eve.displayName}?`);
	await warn.getByLabel("Reason").fill("Read the rules");
	await warn.getByRole("button", { name: "Warn", exact: true }).click();
	const words = /You were warned in .*Reason: .*Read the rules/;
	await expect(eve.page.getByRole("region", { name: "Notifications" }).getByText(words)).toBeVisible();
	await eve.goto("/inbox");
	await expect(eve.page.getByRole("main").getByText(words)).toBeVisible();
	await expectAccessible(eve, "the inbox with a warning");
});
