import type { Locator } from "@playwright/test";
import type { Role } from "@/lib/realtime/protocol";
import { expectAccessible } from "./accessible";
import { expect, test } from "./fixtures";
import { holdScript } from "./hold-script";

test.setTimeout(120_000);

test("an owner makes a role and gives it: what it allows appears for its members at once, and goes at once", async ({
	people,
}) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	await place.opensChannel("field-trips");
	await bob.openChannel("general");
	// Without a right there is no dead control.
	await bob.serverMenu.click();
	await expect(bob.page.getByRole("menuitem", { name: "Server settings" })).toHaveCount(0);
	await bob.page.keyboard.press("Escape");
	expect(await bob.goto(`${place.path}/settings/roles`)).toBe(404);
	await bob.openChannel("general");
	await bob.send("Up early");
	const early = bob.message("Up early");
	await expect(early.locator("time[datetime]")).toBeVisible();
	const placeOfTime = await early.locator("time[datetime]").boundingBox();

	await ada.goto(`${place.path}/settings/roles`);
	await ada.button("New role").click();
	const name = ada.page.getByLabel("Role name");
	await expect(name).toHaveValue("New role");
	await name.fill("Surveyor");
	await ada.page.getByRole("radio", { name: "Fern" }).check({ force: true });
	await ada.page.getByRole("switch", { name: "List its members apart" }).click();
	await ada.page.getByRole("switch", { name: "Manage channels" }).click();
	await expect(ada.page.getByText("4 unsaved changes")).toBeVisible();
	await expectAccessible(ada, "a role with unsaved changes");
	await ada.button("Save changes").click();
	await expect(ada.page.getByText("Saved", { exact: true })).toBeVisible();
	await ada.page.getByRole("tab", { name: "Members" }).click();
	await expect(ada.page.getByText("Nobody has Surveyor yet")).toBeVisible();
	await ada.button("Add members").click();
	const add = ada.dialog("Add members to Surveyor");
	await add.getByRole("checkbox", { name: bob.displayName }).check();
	await add.getByRole("button", { name: "Add 1 member" }).click();
	await expect(ada.page.getByRole("tabpanel").getByText(`@${bob.username}`)).toBeVisible();

	// The name beside the message takes its colour and tag, and nothing moves.
	await expect(early.getByText("Surveyor", { exact: true })).toBeVisible();
	await expect(early.getByText(bob.displayName)).toHaveAttribute("style", "color: var(--role-fern);");
	expect(await early.locator("time[datetime]").boundingBox()).toEqual(placeOfTime);
	await expectAccessible(bob, "a message with a role beside its author");

	await bob.choose("Create channel", bob.serverMenu);
	await bob.dialog("Create a channel").getByRole("button", { name: "Cancel" }).click();

	// The order is changed by keys.
	await ada.button("New role").click();
	await expect(name).toHaveValue("New role");
	const list = ada.page.getByRole("region", { name: "Roles" }).getByRole("listitem");
	await expect(list.nth(0)).toContainText("New role");
	await list
		.nth(0)
		.getByRole("button", { name: /^New role/ })
		.press("Alt+ArrowDown");
	await expect(list.nth(0)).toContainText("Surveyor");
	await expect(list.nth(1).getByRole("button", { name: /^New role/ })).toBeFocused();
	await expect
		.poll(async () => (await rolesOf(ada, place.serverId)).map((role) => role.name))
		.toEqual(["Surveyor", "New role", expect.any(String)]);

	await list
		.nth(0)
		.getByRole("button", { name: /^Surveyor/ })
		.click();
	await ada.page.getByRole("tab", { name: "Members" }).click();
	await ada.button(`Take the role from ${bob.displayName}`).click();
	await expect(ada.page.getByText("Nobody has Surveyor yet")).toBeVisible();
	await expect(early.getByText("Surveyor", { exact: true })).toHaveCount(0);
	await bob.serverMenu.click();
	await expect(bob.page.getByRole("menuitem", { name: "About this server" })).toBeVisible();
	await expect(bob.page.getByRole("menuitem", { name: "Create channel" })).toHaveCount(0);

	// A role that changes while the socket is away is read again when it is back.
	const surveyor = (await rolesOf(ada, place.serverId)).find((role) => role.name === "Surveyor");
	await ada.cable.setState("socketless");
	await ada.api.call("PATCH", `/api/roles/${surveyor?.id}`, { name: "Cartographer" });
	await ada.cable.setState("whole");
	await expect(list.nth(0)).toContainText("Cartographer");
});

test("a right is taken while its user types: the words stay, and the composer says why it is closed", async ({
	people,
}) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	await bob.openChannel("general");
	await bob.composer.fill("Half a thought");
	const everyone = (await rolesOf(ada, place.serverId)).find((role) => role.everyone);
	const permissions = everyone?.permissions ?? [];
	const allow = (allowed: readonly string[]) =>
		ada.api.call("PATCH", `/api/roles/${everyone?.id}`, { permissions: allowed });
	await allow(permissions.filter((permission) => permission !== "send_messages"));
	const main = bob.page.getByRole("main");
	await expect(main.getByText("You can read here, but not write.")).toBeVisible();
	await expect(bob.composer).toHaveValue("Half a thought");
	await expect(bob.composer).not.toBeEditable();
	await expect(main.getByRole("button", { name: "Send", exact: true })).toHaveCount(0);
	await main.getByRole("button", { name: /^Why\?/ }).click();
	await expect(bob.page.getByText("None of your roles allows it.")).toBeVisible();
	await bob.page.keyboard.press("Escape");
	await expectAccessible(bob, "a closed composer");

	await allow(permissions);
	await expect(main.getByText("You can read here, but not write.")).toHaveCount(0);
	await bob.composer.press("End");
	await bob.page.keyboard.type(", whole again");
	await bob.composer.press("Enter");
	await bob.sees("Half a thought, whole again");
});

test("a private channel is opened to one role, and closed again", async ({ people }) => {
	const { ada, bob, cleo, place } = await people.serverWith(["ada", "bob", "cleo"]);
	await place.opensChannel("keepers", { private: true });
	const { role } = await ada.api.call<{ role: Role }>("POST", `/api/servers/${place.serverId}/roles`, {
		name: "Keeper",
	});
	await ada.api.call("PUT", `/api/roles/${role.id}/members`, { usernames: [bob.username] });
	for (const person of [bob, cleo]) {
		await person.openChannel("general");
		await expect(person.row("general")).toBeVisible();
		await expect(person.row(/^keepers/)).toHaveCount(0);
	}
	// A right click that is faster than the menu's code opens the menu, too.
	const script = await holdScript(ada.page, '("channelMenu",');
	await ada.page.goto(place.channelPath("keepers"), { waitUntil: "commit" });
	await ada.waitUntilReady();
	await script.requested;
	await ada.row(/^keepers/).click({ button: "right" });
	script.release();
	await ada.page.getByRole("menuitem", { name: "Who can see and do what" }).click();
	const dialog = ada.dialog("Who can see and do what in #keepers");
	await dialog.getByRole("button", { name: "Add role or person" }).click();
	await dialog.getByRole("button", { name: "Keeper" }).click();
	const see = dialog.getByRole("group", { name: "See channels" });
	await see.getByRole("radio", { name: "Allow" }).check({ force: true });
	await expectAccessible(ada, "the overrides of a channel");
	await dialog.getByRole("button", { name: "Save changes" }).click();
	await expect(dialog).toBeHidden();
	await bob.row(/^keepers/).click();
	await expect(bob.heading("keepers")).toBeVisible();
	await bob.send("we are in");
	await ada.sees("we are in");
	await expect(cleo.row(/^keepers/)).toHaveCount(0);

	await ada.api.call("DELETE", `/api/roles/${role.id}`);
	await expect(bob.heading("This channel is gone")).toBeVisible();
	await expect(bob.row(/^keepers/)).toHaveCount(0);
});

test("an owner previews a role: its channels and rights are shown, nothing is written, and Stop restores all", async ({
	people,
}) => {
	const { ada, place } = await people.serverWith(["ada"]);
	const hidden = await place.opensChannel("keepers", { private: true });
	const notices = await place.opensChannel("notices");
	const everyone = (await rolesOf(ada, place.serverId)).find((role) => role.everyone);
	await ada.api.call("PUT", `/api/channels/${notices}/overrides`, {
		overrides: [{ roleId: everyone?.id, allow: [], deny: ["send_messages"] }],
	});
	await ada.api.call("POST", `/api/servers/${place.serverId}/roles`, { name: "Trail keepers" });
	await ada.openChannel("general");
	await ada.send("before the preview");
	const draft = ada.page.waitForResponse((response) => response.url().endsWith("/draft"));
	await ada.composer.fill("Half a thought");
	await draft;

	await ada.goto(`${place.path}/settings/roles`);
	await ada.button("Preview as Trail keepers").click();
	const bar = ada.page.getByRole("region", { name: "Role preview" });
	await expect(bar.getByRole("status")).toHaveText("You see this as Trail keepers.");
	await expect(ada.heading("general")).toBeVisible();
	const sent: string[] = [];
	ada.page.on("request", (request) => {
		if (request.method() !== "GET") sent.push(`${request.method()} ${request.url()}`);
	});
	await expect(ada.row(/^notices/)).toBeVisible();
	await expect(ada.row(/^keepers/)).toHaveCount(0);
	await ada.serverMenu.click();
	await expect(ada.page.getByRole("menuitem", { name: "About this server" })).toBeVisible();
	await expect(ada.page.getByRole("menuitem", { name: "Server settings" })).toHaveCount(0);
	await ada.page.keyboard.press("Escape");
	await expectAccessible(ada, "the preview of a role");

	// Nothing is sent, and the words stay.
	const refusal = ada.page.getByText("You are previewing a role, so nothing can be changed.");
	await expect(ada.composer).toHaveValue("Half a thought");
	await ada.composer.press("Enter");
	await expect(refusal).toBeVisible();
	await expect(ada.composer).toHaveValue("Half a thought");
	await ada.button("Dismiss").click();
	await ada.message("before the preview").focus();
	await ada.page.keyboard.press("u");
	await expect(refusal).toBeVisible();
	await ada.button("Dismiss").click();

	await ada.row(/^notices/).click();
	await expect(ada.page.getByText("You can read here, but not write.")).toBeVisible();
	await ada.page.evaluate((path) => history.pushState(null, "", path), `${place.path}/channels/${hidden}`);
	await expect(ada.heading("Trail keepers doesn’t see this channel")).toBeVisible();
	await expect(ada.page).toHaveTitle("Trail keepers doesn’t see this channel · Hearth");
	await expectAccessible(ada, "a channel that a previewed role does not see");
	await ada.page.getByRole("link", { name: /^Back to/ }).click();
	await expect(bar).toBeVisible();
	expect(sent).toEqual([]);

	// Another tab shows the server as it is.
	const tab = await ada.page.context().newPage();
	await tab.goto(`${place.path}/channels/${notices}`);
	await expect(
		tab.getByRole("navigation", { name: /^Channels in/ }).getByRole("link", { name: /^keepers/ }),
	).toBeVisible();
	await expect(tab.getByRole("region", { name: "Role preview" })).toHaveCount(0);
	await tab.close();

	await bar.getByRole("button", { name: "Stop" }).press("Enter");
	await expect(bar).toHaveCount(0);
	await expect(ada.row(/^keepers/)).toBeVisible();
	await ada.openChannel("general");
	await expect(ada.composer).toHaveValue("Half a thought");
	await ada.composer.press("Enter");
	await ada.sees("Half a thought");

	// A role that is deleted ends its preview.
	await ada.goto(`${place.path}/settings/roles`);
	await ada.button("Preview as Trail keepers").click();
	await expect(bar).toBeVisible();
	const keepers = (await rolesOf(ada, place.serverId)).find((role) => role.name === "Trail keepers");
	await ada.api.call("DELETE", `/api/roles/${keepers?.id}`);
	await expect(ada.page.getByText(/^The preview of Trail keepers is over/)).toBeVisible();
	await expect(bar).toHaveCount(0);
});

async function rolesOf(person: { api: { call: <T>(method: string, path: string) => Promise<T> } }, serverId: number) {
	return (await person.api.call<{ roles: Role[] }>("GET", `/api/servers/${serverId}/roles`)).roles;
}

test("channels are grouped, folded and moved, an archived one is read only, and the server changes hands", async ({
	people,
}) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	await place.opensChannel("field-trips");
	await bob.openChannel("general");
	await ada.openChannel("general");
	await ada.choose("Create group", ada.serverMenu);
	await ada.dialog("Create a group").getByLabel("Name").fill("Field work");
	await ada.dialog("Create a group").getByRole("button", { name: "Create group" }).click();
	const fold = (person: typeof ada) =>
		person.page
			.getByRole("navigation", { name: /^Channels in/ })
			.getByRole("button", { name: "Field work", exact: true });
	await expect(fold(ada)).toBeVisible();

	await ada.goto(`${place.path}/settings/channels`);
	await ada.button(/^Move field-trips/).press("Alt+ArrowDown");
	const group = ada.page.getByRole("region", { name: "Field work" });
	await expect(group.getByRole("listitem")).toContainText("field-trips");
	await expect(fold(bob)).toBeVisible();
	await fold(bob).click();
	await expect(bob.row("field-trips")).toHaveCount(0);
	await ada.openChannel("field-trips");
	await ada.send("news");
	await expect(bob.row(/^field-trips/)).toBeVisible();
	await bob.page.reload();
	await bob.waitUntilReady();
	await expect(fold(bob)).toHaveAttribute("aria-expanded", "false");

	await ada.openChannel("general");
	await ada.row("general").click({ button: "right" });
	await ada.page.getByRole("menuitem", { name: "Archive channel" }).click();
	await expect(bob.page.getByText("This channel is archived.")).toBeVisible();

	await ada.goto(`${place.path}/settings/danger`);
	await ada.page.getByLabel("New owner").fill("nobody-of-this-name");
	await ada.button("Transfer this server").click();
	await expect(ada.page.getByLabel("New owner")).toHaveAttribute("aria-invalid", "true");
	await ada.page.getByLabel("New owner").fill(bob.username);
	await ada.button("Transfer this server").click();
	await expect(ada.page.getByText(/belongs to/)).toBeVisible();
	await bob.serverMenu.click();
	await expect(bob.page.getByRole("menuitem", { name: "Server settings" })).toBeVisible();
});

test("of two people who change who can do what at once, both changes are kept once the second has looked", async ({
	people,
}) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	const { role } = await ada.api.call<{ role: Role }>("POST", `/api/servers/${place.serverId}/roles`, {
		name: "Managers",
		permissions: ["manage_roles", "manage_channels"],
	});
	await ada.api.call("PUT", `/api/roles/${role.id}/members`, { usernames: [bob.username] });
	const dialogs = [];
	for (const person of [ada, bob]) {
		await person.openChannel("general");
		await person.row("general").click({ button: "right" });
		await person.page.getByRole("menuitem", { name: "Who can see and do what" }).click();
		const dialog = person.dialog("Who can see and do what in #general");
		await expect(dialog.getByRole("group", { name: "Create polls" })).toBeVisible();
		dialogs.push(dialog);
	}
	const [adas, bobs] = dialogs as [Locator, Locator];
	const radio = (dialog: Locator, name: string, state: string) =>
		dialog.getByRole("group", { name }).getByRole("radio", { name: state });
	await radio(bobs, "Attach files", "Deny").check({ force: true });
	await radio(adas, "Create polls", "Deny").check({ force: true });
	await adas.getByRole("button", { name: "Save changes" }).click();
	await expect(adas).toBeHidden();

	await bobs.getByRole("button", { name: "Save changes" }).click();
	await expect(bobs.getByText(/^Somebody else changed these permissions/)).toBeVisible();
	await expect(radio(bobs, "Attach files", "Deny")).toBeChecked();
	await expectAccessible(bob, "a conflict of two edits of overrides");
	await bobs.getByRole("button", { name: "Review" }).click();
	await expect(bobs.getByText(/with your changes on top/)).toBeVisible();
	for (const name of ["Attach files", "Create polls"]) await expect(radio(bobs, name, "Deny")).toBeChecked();
	await bobs.getByRole("button", { name: "Save changes" }).click();
	await expect(bobs).toBeHidden();

	await ada.row("general").click({ button: "right" });
	await ada.page.getByRole("menuitem", { name: "Who can see and do what" }).click();
	for (const name of ["Attach files", "Create polls"]) await expect(radio(adas, name, "Deny")).toBeChecked();
});
