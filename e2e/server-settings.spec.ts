import { expect, test } from "./fixtures";

test("an owner creates a server, and creates, renames and deletes its channels, while a member watches", async ({
	people,
}) => {
	const ada = await people.signedIn("ada");
	const name = people.newName("Loaf");
	await ada.goto("/");
	await ada.page
		.getByRole("navigation", { name: "Servers", exact: true })
		.getByRole("button", { name: "Create a server" })
		.click();
	const form = ada.dialog("Create a server");
	await expect(form.getByLabel("Name", { exact: true })).toBeFocused();
	await form.getByRole("button", { name: "Create server" }).click();
	await expect(form.getByText("Give it a name.")).toBeVisible();
	await form.getByLabel("Name", { exact: true }).fill(name);
	// An invite-only server cannot be found, so the form asks for no category.
	await form.getByText("Invite only").click();
	await expect(form.getByLabel("Category")).toHaveCount(0);
	await form.getByText("Open", { exact: true }).click();
	await form.getByLabel("Category").selectOption({ label: "Food" });
	await form.getByLabel("What it is about").fill("Bread, mostly.");
	await form.getByRole("button", { name: "Create server" }).click();
	await expect(ada.heading("general")).toBeVisible();
	await expect(ada.tile(name)).toHaveAttribute("aria-current", "page");
	// An empty channel suggests the next step to users who may take it.
	await expect(ada.link("Choose an icon")).toHaveAttribute("href", /\/settings$/);
	await ada.button("Invite people").first().click();
	await expect(ada.dialog("Invite people").getByLabel("Invite link")).toHaveValue(/\/invite\/\w{12}$/);
	await ada.page.keyboard.press("Escape");
	await ada.button("Write the first message").click();
	await expect(ada.composer).toBeFocused();

	const bob = await people.signedIn("bob");
	const serverId = Number(/servers\/(\d+)/.exec(ada.page.url())?.[1]);
	await bob.api.join(serverId);
	await bob.goto(new URL(ada.page.url()).pathname);

	await ada.choose("Create channel", ada.serverMenu);
	const channel = ada.dialog("Create a channel");
	await channel.getByLabel("Name", { exact: true }).fill("Sour Dough");
	await channel.getByLabel("Topic").fill("Feed it daily.");
	await channel.getByRole("button", { name: "Create channel" }).click();
	await expect(ada.heading("sour-dough")).toBeVisible();
	await expect(bob.row("sour-dough")).toBeVisible();
	await bob.row("sour-dough").click();
	await expect(bob.heading("sour-dough")).toBeVisible();
	await expect(bob.page.getByRole("main").getByText("Feed it daily.").first()).toBeVisible();
	await expect(bob.button("Write the first message")).toHaveCount(0);

	// The context menu of a channel lists everything the user may do with it.
	const offered = async (person: typeof ada) => {
		await person.row("sour-dough").click({ button: "right" });
		const items = await person.page.getByRole("menuitem").allTextContents();
		await person.page.keyboard.press("Escape");
		return items;
	};
	const everybodys = ["Mark as read", "Copy link", "Notifications and mute"];
	await expect.poll(() => offered(bob)).toEqual(everybodys);
	await expect
		.poll(() => offered(ada))
		.toEqual([
			...everybodys,
			"Edit channel",
			"Who can see and do what",
			"Create channel",
			"Archive channel",
			"Delete channel",
		]);
	await ada.heading("sour-dough").getByRole("button").click();
	await ada.dialog("#sour-dough").getByRole("button", { name: "Edit channel" }).click();
	await ada.dialog("Edit #sour-dough").getByLabel("Topic").fill("Feed it twice.");
	await ada.dialog("Edit #sour-dough").getByRole("button", { name: "Save changes" }).click();
	await expect(bob.page.getByRole("main").getByText("Feed it twice.").first()).toBeVisible();

	// The message has its own menu too, except on links and selected text.
	await ada.send("right here https://example.org/x");
	await ada.message(/right here/).click({ button: "right", position: { x: 300, y: 8 } });
	await expect(ada.page.getByRole("menuitem").first()).toHaveText("Reply");
	await ada.page.keyboard.press("Escape");
	await ada
		.message(/right here/)
		.getByRole("link")
		.click({ button: "right" });
	await expect(ada.page.getByRole("menuitem")).toHaveCount(0);
	await ada.message(/right here/).evaluate((row) => getSelection()?.selectAllChildren(row));
	await ada.message(/right here/).click({ button: "right", position: { x: 300, y: 8 } });
	await expect(ada.page.getByRole("menuitem")).toHaveCount(0);

	await ada.choose("Server settings", ada.serverMenu);
	await ada.page.getByRole("navigation", { name: "Server settings" }).getByRole("link", { name: "Channels" }).click();
	await ada.button("Edit sour-dough").click();
	const edit = ada.dialog("Edit #sour-dough");
	await edit.getByLabel("Name", { exact: true }).fill("general");
	await edit.getByRole("button", { name: "Save changes" }).click();
	await expect(edit.getByText("There is already a channel with this name.")).toBeVisible();
	await edit.getByLabel("Name", { exact: true }).fill("starters");
	await edit.getByRole("button", { name: "Save changes" }).click();
	await expect(edit).toBeHidden();
	await expect(bob.heading("starters")).toBeVisible();
	await expect(bob.row("starters")).toBeVisible();

	const list = ada.page.getByRole("main").getByRole("listitem");
	const bobs = bob.page.getByRole("navigation", { name }).getByRole("link");
	await expect(list.first()).toContainText("general");
	await ada.button(/^Move starters/).press("Alt+ArrowUp");
	await expect(list.first()).toContainText("starters");
	await expect(ada.button(/^Move starters/)).toBeFocused();
	await expect(bobs.first()).toContainText("starters");
	await list.first().dragTo(list.nth(1));
	await expect(list.first()).toContainText("general");
	await expect(bobs.first()).toContainText("general");

	await ada.choose("Delete channel", ada.button("Menu for starters"));
	await ada.dialog("Delete #starters?").getByRole("button", { name: "Delete channel" }).click();
	await expect(ada.button("Menu for starters")).toHaveCount(0);
	await expect(bob.row("starters")).toHaveCount(0);
	// The server's layout stays and says that the channel is gone; opening its address later shows nothing more.
	await expect(bob.heading("This channel is gone")).toBeVisible();
	await expect(bob.page).toHaveTitle(/^This channel is gone/);
	await expect(bob.row("general")).toBeVisible();
	await bob.page.reload();
	await bob.waitUntilReady();
	await expect(bob.page.getByText("The channel doesn’t exist, or you don’t have access.")).toBeVisible();
	await expect(bob.page).toHaveTitle(/^Nothing here/);
	await bob.page
		.getByRole("main")
		.getByRole("link", { name: /^Back to/ })
		.click();
	await expect(bob.heading("general")).toBeVisible();
	await expect(bob.page).toHaveTitle(/^#general/);
});

test("an owner edits a server, makes it private, invites a user, and deletes it by typing its name", async ({
	people,
}) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	const cleo = await people.signedIn("cleo");
	await bob.openChannel("general");
	await ada.goto(`${place.path}/settings`);
	const renamed = people.newName("Monday Painters");
	await ada.page.getByLabel("Name", { exact: true }).fill(renamed);
	await ada.page.getByText("Invite only").click();
	await expect(ada.page.getByText("2 unsaved changes")).toBeVisible();
	await ada.button("Save changes").click();
	await expect(ada.page.getByText("Saved", { exact: true })).toBeVisible();
	await expect(bob.tile(renamed)).toBeVisible();
	await expect(bob.page.getByRole("heading", { name: renamed })).toBeVisible();
	expect(await cleo.goto(place.path)).toBe(404);
	await ada.page.getByLabel("New members").selectOption("#general");
	await expect(ada.page.getByText("Saved", { exact: true })).toBeVisible();
	const pins = ada.page.getByRole("switch", { name: "Pinned messages" });
	await expect(async () => {
		await pins.click();
		await expect(pins).toBeChecked({ timeout: 1000 });
	}).toPass();

	const sections = ada.page.getByRole("navigation", { name: "Server settings" });
	await sections.getByRole("link", { name: "People" }).click();
	await ada.page.getByLabel("Username").fill("nobody.at.all");
	await ada.button("Invite").click();
	await expect(ada.page.getByText("No account named nobody.at.all.")).toBeVisible();
	await ada.page.getByLabel("Username").fill(cleo.username.toUpperCase());
	await ada.button("Invite").click();
	await expect(ada.page.getByText(`You invited ${cleo.username}.`, { exact: false })).toBeVisible();
	expect(await cleo.goto(place.path)).toBe(404);
	const sent = ada.page
		.getByRole("main")
		.getByRole("listitem")
		.filter({ hasText: `@${cleo.username}` });
	await cleo.goto("/inbox");
	await expect(cleo.page.getByRole("link", { name: "Inbox, 1 waiting" })).toBeVisible();
	await sent.getByRole("button", { name: `Withdraw the invitation to ${cleo.username}` }).click();
	await expect(sent).toHaveCount(0);
	await expect(cleo.page.getByRole("link", { name: "Inbox", exact: true })).toBeVisible();
	await ada.page.getByLabel("Username").fill(cleo.username);
	await ada.button("Invite").click();
	await expect(sent).toHaveCount(1);
	await expect(cleo.page.getByRole("link", { name: "Inbox, 1 waiting" })).toBeVisible();
	const invitation = cleo.page.getByRole("region", { name: "Invitations" });
	await expect(invitation.getByRole("heading", { name: renamed })).toBeVisible();
	await invitation.getByRole("button", { name: `Accept the invitation to ${renamed}` }).click();
	await expect(cleo.heading("general")).toBeVisible();
	await expect(sent.getByRole("button")).toHaveCount(0);
	await expect(sent).toContainText("Joined");

	// Users who join one after the other share a row. The author of a system message can neither edit nor delete it.
	await bob.api.leave(place.serverId);
	await ada.api.call("PUT", `/api/servers/${place.serverId}/members/${bob.username}`);
	await bob.api.call("POST", `/api/invitations/${place.serverId}`);
	const joins = cleo.message(/ joined/);
	await expect(joins).toHaveAccessibleName(/^Cleo and Bob joined/);
	await joins.getByRole("button", { name: "Show" }).click();
	await expect(joins).toHaveCount(2);
	await joins.first().getByRole("button", { name: "Hide" }).click();
	await expect(joins).toHaveCount(1);
	await ada.api.sends(place.channel("general"), "the easel");
	await ada.api.call("PUT", `/api/channels/${place.channel("general")}/messages/3/pin`);
	await cleo.message(/^Ada pinned/).click({ button: "right", position: { x: 300, y: 8 } });
	await expect(cleo.page.getByRole("menuitem", { name: "Copy link" })).toBeVisible();
	await expect(cleo.page.getByRole("menuitem", { name: /Delete|Edit|Copy text|Pin/ })).toHaveCount(0);
	await cleo.page.keyboard.press("Escape");
	await cleo
		.message(/^Ada pinned/)
		.getByRole("button", { name: "a message" })
		.click();
	await expect(cleo.message(/the easel/)).toBeFocused();

	await sections.getByRole("link", { name: "Transfer or delete" }).click();
	await expect(ada.button("Delete this server")).toBeDisabled();
	await ada.page.getByLabel(/^Type/).fill(renamed);
	await ada.button("Delete this server").click();
	await expect(ada.heading("Good to see you, Ada")).toBeVisible();
	for (const person of [ada, bob, cleo]) await expect(person.tile(renamed)).toHaveCount(0);
	await expect(bob.composer).toHaveCount(0);
	expect(await bob.goto(place.path)).toBe(404);
});
