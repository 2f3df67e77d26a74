import { expectAccessible } from "./accessible";
import { expect, test } from "./fixtures";
import { ServerFixture } from "./server-fixture";
import type { UserPage } from "./user-page";

test.describe.configure({ timeout: 120_000 });

test("no page of a visitor has a serious accessibility violation, in either theme", async ({ people }) => {
	const { ada, place } = await people.serverWith(["ada"]);
	await ada.api.call("PATCH", `/api${place.path}`, { joinRequirements: { rules: ["Be kind."] } });
	const { invite } = await ada.api.call<{ invite: { code: string } }>("POST", `/api${place.path}/invites`, {});
	const eve = await people.signedOut("eve");
	for (const path of [
		"/login",
		"/register",
		"/forgot",
		"/reset#token=x",
		"/verify-email#token=x",
		"/",
		"/explore",
		"/explore/games",
		"/explore?q=nothing-like-it",
		place.path,
		`/invite/${invite.code}`,
		"/invite/aB3dE5fG7hJk",
	]) {
		await eve.goto(path);
		await expectAccessible(eve, path);
	}
	await eve.goto("/login");
	await eve.page.getByRole("main").getByRole("button", { name: "Sign in", exact: true }).click();
	await expect(eve.page.getByText("Enter your username.")).toBeVisible();
	await expectAccessible(eve, "login with errors");
});

test("no page of a member has a serious accessibility violation, in either theme", async ({ people }) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	await place.opensChannel("empty", { topic: "Nothing yet." });
	const other = await ServerFixture.madeBy(ada.api, people.newName("Elsewhere"));
	const general = place.channel("general");
	for (const text of ["first", `@${bob.username} look: https://example.org`, "third"])
		await ada.api.sends(general, text);
	await bob.api.call("POST", `/api/channels/${general}/messages`, {
		nonce: crypto.randomUUID(),
		content: "an answer",
		replyTo: 1,
	});
	await ada.api.call("PATCH", `/api/channels/${general}/messages/3`, { content: "third, edited" });
	await ada.api.call("PUT", `/api/channels/${general}/messages/1/reactions/${encodeURIComponent("🔥")}`);
	await ada.api.call("DELETE", `/api/channels/${general}/messages/1`);

	const warning = { subject: bob.username, sanction: { kind: "warn" }, reason: "Read the rules." };
	await ada.api.call("POST", `/api${place.path}/moderation-actions`, warning);

	await bob.goto("/");
	await expectAccessible(bob, "home");
	for (const path of [
		"/explore",
		place.path,
		other.path,
		"/settings",
		"/settings/appearance",
		"/settings/notifications",
		"/settings/keyboard",
		"/settings/blocked",
		"/settings/account",
		"/inbox",
		"/servers/0",
	]) {
		await bob.goto(path);
		await expectAccessible(bob, path);
	}
	await bob.goto("/inbox");
	await bob.button("Appeal").click();
	await expect(bob.dialog("Appeal")).toBeVisible();
	await expectAccessible(bob, "appeal");
	await bob.openChannel("empty");
	await expectAccessible(bob, "empty channel");
	await ada.api.call("PATCH", `/api${other.path}`, { joinRequirements: { rules: ["Be kind."] } });
	await bob.api.join(other.serverId);
	await bob.goto(other.channelPath("general"));
	await expect(bob.button("Accept the rules")).toBeVisible();
	await expectAccessible(bob, "rules over the composer");
	await bob.openChannel("general");
	await expect(
		bob.page.getByRole("complementary", { name: "Members" }).getByText("Ada", { exact: true }),
	).toBeVisible();
	await bob.message("an answer").hover();
	await expect(bob.page.getByRole("toolbar", { name: "Message actions" })).toBeVisible();
	await expectAccessible(bob, "channel with members and tools");
	await bob.message("an answer").getByRole("button", { name: "More" }).click();
	await expect(bob.page.getByRole("menuitem", { name: "Delete" })).toBeVisible();
	await expectAccessible(bob, "message menu");
	await bob.page.keyboard.press("Escape");
	await bob.clickTool("Edit", "an answer");
	await expectAccessible(bob, "editing");
	await bob.page.getByRole("form").getByRole("button", { name: "Emoji" }).click();
	await expect(bob.page.getByRole("listbox").getByRole("option").first()).toBeVisible();
	await expectAccessible(bob, "emoji");
});

test("no page of an owner has a serious accessibility violation, in either theme", async ({ people }) => {
	const nobody = await people.signedIn("nobody");
	await nobody.goto("/");
	await expectAccessible(nobody, "empty home");
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	await bob.api.sends(place.channel("general"), "Buy my maps");
	const report = { channelId: place.channel("general"), seq: 1, category: "spam", comment: "Third time today" };
	await ada.api.call("POST", "/api/reports", report);
	const { cases } = await ada.api.call<{ cases: { id: number }[] }>("GET", `/api${place.path}/cases`);
	await ada.api.call("PUT", `/api${place.path}/raid-watch`, { action: "notify" });
	for (const section of [
		"",
		"/channels",
		"/people",
		"/invites",
		"/requests",
		"/reports",
		`/reports/${cases[0]?.id}`,
		"/rules",
		"/joining",
		"/danger",
	]) {
		await ada.goto(`${place.path}/settings${section}`);
		await expectAccessible(ada, `settings${section}`);
	}
	await ada.openChannel("general");
	await ada.serverMenu.click();
	await expect(ada.page.getByRole("menuitem", { name: "Create channel" })).toBeVisible();
	await expectAccessible(ada, "server menu");
	await ada.page.getByRole("menuitem", { name: "Invite people" }).click();
	await ada.dialog("Invite people").getByRole("button", { name: "Show QR code" }).click();
	await expect(ada.page.getByRole("img", { name: /^QR code/ })).toBeVisible();
	await expectAccessible(ada, "invite people");
	await ada.page.keyboard.press("Escape");
	await ada.serverMenu.click();
	await ada.page.getByRole("menuitem", { name: "Create channel" }).click();
	await expect(ada.dialog("Create a channel")).toBeVisible();
	await expectAccessible(ada, "create a channel");
	await ada.page.keyboard.press("Escape");
	await ada.button("Create a server").click();
	await ada.dialog("Create a server").getByRole("button", { name: "Create server" }).click();
	await expectAccessible(ada, "create a server with errors");
});

/** Panels and dialogs of a channel, and how to open each. New ones need a line here. */
const open: [what: string, how: (person: UserPage, other: UserPage) => Promise<void>][] = [
	[
		"profile card",
		(bob, ada) =>
			memberRow(bob, ada)
				.click()
				.then(() => dialogIs(bob, /^Profile of/)),
	],
	[
		"own menu",
		(bob) =>
			bob
				.button(/^Your account/)
				.click()
				.then(() => menuIs(bob, "Set a status")),
	],
	["status", (bob) => bob.choose("Set a status", bob.button(/^Your account/)).then(() => dialogIs(bob, "Your status"))],
	["switcher", (bob) => bob.page.keyboard.press("Control+k").then(() => dialogIs(bob, "Jump to"))],
	["keys", (bob) => bob.page.keyboard.press("Control+/").then(() => dialogIs(bob, "Keyboard shortcuts"))],
	["server menu", (bob) => bob.serverMenu.click().then(() => menuIs(bob, /^Leave/))],
	["message menu", (bob) => bob.clickTool("More", "an answer").then(() => menuIs(bob, "Copy text"))],
	[
		"emoji for a message",
		(bob) => bob.clickTool("Add reaction", "an answer").then(() => dialogIs(bob, "Pick an emoji")),
	],
	[
		"report a message",
		(bob) => bob.chooseFromMenu("Report…", "to be reported").then(() => dialogIs(bob, "Report this message")),
	],
	[
		"a sent report",
		async (bob) => {
			await bob.chooseFromMenu("Report…", "to be reported");
			await bob.dialog("Report this message").getByText("Spam", { exact: true }).click();
			await bob.button("Send report").click();
			await dialogIs(bob, "Reported");
		},
	],
	["delete a message", (bob) => bob.chooseFromMenu("Delete", "an answer").then(() => dialogIs(bob, /^Delete this/))],
	[
		"folded messages, shown",
		(bob) =>
			bob
				.message(/from someone you blocked/)
				.getByRole("button", { name: "Show" })
				.click(),
	],
];

const memberRow = (person: UserPage, other: UserPage) =>
	person.page
		.getByRole("complementary", { name: "Members" })
		.getByRole("button", { name: new RegExp(`^${other.displayName}`) });
const dialogIs = (person: UserPage, name: string | RegExp) => expect(person.dialog(name)).toBeVisible();
const menuIs = (person: UserPage, item: string | RegExp) =>
	expect(person.page.getByRole("menuitem", { name: item })).toBeVisible();

test("no panel or dialog of a channel has a serious accessibility violation, in either theme", async ({ people }) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	const eve = await people.signedIn("eve");
	await eve.api.join(place.serverId);
	const general = place.channel("general");
	await ada.api.call("PATCH", "/api/account", { bio: "Counts.", status: { emoji: "☕", text: "Out" } });
	await eve.api.sends(general, "not to be seen");
	await ada.api.sends(general, "to be reported");
	await bob.api.sends(general, "an answer");
	await bob.api.call("PUT", `/api/users/${eve.username}/block`);
	await bob.openChannel("general");
	for (const [what, how] of open) {
		await how(bob, ada);
		await expectAccessible(bob, what);
		await bob.page.keyboard.press("Escape");
		await expect(bob.page.locator("[role=dialog], [role=alertdialog], [role=menu]")).toHaveCount(0);
	}
});

test("on a phone no page or overlay has a serious accessibility violation, in either theme", async ({ people }) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"], { viewport: { width: 390, height: 844 } });
	await ada.api.sends(place.channel("general"), "hello");
	for (const path of ["/", "/explore", place.path, "/settings", "/settings/appearance", "/settings/keyboard"]) {
		await bob.goto(path);
		await expectAccessible(bob, path);
	}
	await bob.openChannel("general");
	await expectAccessible(bob, "channel");
	await bob.message("hello").getByRole("button", { name: "Ada" }).click();
	await dialogIs(bob, /^Profile of/);
	await expectAccessible(bob, "profile sheet");
	await bob.page.keyboard.press("Escape");
	await bob.button("Show members").click();
	await expect(memberRow(bob, ada)).toBeVisible();
	await expectAccessible(bob, "members");
});
