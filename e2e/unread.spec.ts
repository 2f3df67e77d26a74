import type { Locator } from "@playwright/test";
import { expectAccessible } from "./accessible";
import { expect, test } from "./fixtures";
import { ServerFixture } from "./server-fixture";
import type { UserPage } from "./user-page";

test.use({ loadsAhead: true });

const inbox = (person: UserPage): Locator => person.page.getByRole("main");
const item = (person: UserPage, text: string | RegExp): Locator =>
	inbox(person).getByRole("article").filter({ hasText: text });
const badge = (person: UserPage, name: string | RegExp): Locator =>
	person.page.getByRole("navigation", { name: "Servers", exact: true }).getByRole("link", { name });
const goesTo = (person: UserPage, channel: string): Promise<unknown> =>
	person.page.waitForURL(new RegExp(`/channels/${person.placeOf().channel(channel)}`));

test("an inbox shows nothing of servers the user left or cannot see, and an outsider's is empty", async ({
	people,
}) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	const eve = await people.signedIn("eve");
	await place.opensChannel("secrets", { private: true });
	await ada.api.sends(place.channel("secrets"), `psst @${bob.username} @${eve.username}`);
	await ada.api.sends(place.channel("general"), `hello @${bob.username} @${eve.username}`);

	await eve.goto("/inbox");
	await expect(inbox(eve).getByText("You’re all caught up.")).toBeVisible();
	await expect(badge(eve, "Inbox")).toHaveAccessibleName("Inbox");

	await bob.goto("/inbox");
	await expect(item(bob, "hello")).toBeVisible();
	await expect(item(bob, "psst")).toHaveCount(0);
	await expect(badge(bob, /^Inbox/)).toHaveAccessibleName("Inbox, 1 mention");
	await bob.page.getByRole("link", { name: "Unreads" }).click();
	await expect(item(bob, "hello")).toBeVisible();
	await expect(inbox(bob).getByRole("article")).toHaveCount(1);

	await bob.api.call("DELETE", `/api/membership/${place.serverId}`);
	await expect(inbox(bob).getByText("You’re all caught up.")).toBeVisible();
	await expect(badge(bob, /^Inbox/)).toHaveAccessibleName("Inbox");
	await bob.goto("/inbox");
	await expect(inbox(bob).getByText("You’re all caught up.")).toBeVisible();
});

test("home starts with unread items, and suggests other servers and one first step", async ({ people }) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	const eve = await people.signedIn("eve");
	await ada.api.sends(place.channel("general"), "the kettle is on");
	const main = (person: UserPage) => person.page.getByRole("main");
	const card = (person: UserPage) => main(person).getByRole("heading", { level: 3, name: place.name });

	await eve.goto("/");
	await expect(card(eve)).toBeVisible();
	await expect(main(eve).getByText("You’re all caught up.")).toHaveCount(0);
	await expect(main(eve).getByRole("button", { name: "Create a server" })).toHaveCount(0);
	await expect(main(eve).getByText("You haven’t joined any servers yet")).toBeVisible();

	// The invited user sees the invitation on the home page; everywhere else it waits.
	const den = await ServerFixture.madeBy(ada.api, people.newName("Den"), { visibility: "private" });
	await ada.api.call("PUT", `/api${den.path}/members/${eve.username}`);
	const invitation = main(eve).getByRole("region", { name: "Invitations" });
	await expect(invitation.getByRole("heading", { name: den.name })).toBeVisible();
	await expect(main(eve).getByText("You haven’t joined any servers yet")).toHaveCount(0);
	await expectAccessible(eve, "Home with an invitation");
	await eve.goto("/inbox");
	await expect(invitation.getByRole("heading", { name: den.name })).toBeVisible();
	await expectAccessible(eve, "the Inbox with an invitation");
	await eve.goto("/");
	await invitation.getByRole("button", { name: `Accept the invitation to ${den.name}` }).click();
	await expect(eve.heading("general")).toBeVisible();

	await bob.goto("/");
	await expect(main(bob).getByRole("article").filter({ hasText: "the kettle is on" })).toBeVisible();
	await expect(card(bob)).toHaveCount(0);
	await main(bob).getByRole("button", { name: "Mark all as read" }).click();
	await expect(main(bob).getByText("the kettle is on")).toHaveCount(0);
	await expect(main(bob).getByText("You’re all caught up.")).toBeVisible();
});

test("two devices and two tabs of one user show the same state after reads, messages and mentions anywhere", async ({
	people,
}) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	await place.opensChannel("maps");
	await place.opensChannel("trips");
	const phone = await people.onAnotherDevice(bob);
	await bob.openChannel("maps");
	await phone.openChannel("trips");
	const tab = await bob.inAnotherTab();
	await tab.goto("/inbox");

	await ada.api.sends(place.channel("general"), `look @${bob.username}`);
	for (const one of [bob, phone]) await expect(one.row("general, 1 mention")).toBeVisible();
	for (const one of [bob, phone, tab]) {
		await expect(badge(one, "Inbox, 1 mention")).toBeVisible();
		await expect(one.page).toHaveTitle(/^\(1\) /);
	}
	await expect(item(tab, "look")).toContainText("Your name");

	// A message sent from one device is read on the others, which do not have that channel open.
	await ada.api.sends(place.channel("maps"), "anybody there?");
	await bob.send("I am");
	await expect(phone.row("maps")).toBeVisible();
	await ada.api.sends(place.channel("maps"), "good");
	await expect(phone.row(/^maps/)).toHaveAccessibleName("maps");

	// Marking one item as read applies everywhere.
	await item(tab, "look").hover();
	await item(tab, "look").getByRole("button", { name: "Mark as read" }).click();
	for (const one of [bob, phone]) await expect(one.row("general")).toBeVisible();
	for (const one of [bob, phone, tab]) await expect(one.page).not.toHaveTitle(/^\(/);

	// A phone that was offline catches up when it reconnects.
	await phone.cable.setState("cut");
	await ada.api.sends(place.channel("general"), `again @${bob.username}`);
	await ada.api.sends(place.channel("maps"), "more");
	await bob.api.call("PUT", `/api/channels/${place.channel("maps")}/read`, { seq: 99 });
	await phone.reconnect();
	await expect(phone.row("general, 1 mention")).toBeVisible();
	await expect(phone.row("maps")).toBeVisible();
});

test("one click shows why a channel is unread; a key marks everything as read, and a click undoes it", async ({
	people,
}) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	const general = place.channel("general");
	for (let n = 1; n <= 45; n++) await ada.api.sends(general, n === 20 ? `twenty, @${bob.username}` : `line ${n}`);
	await place.opensChannel("maps");
	await ada.api.sends(place.channel("maps"), `and here @${bob.username}`);
	await place.opensChannel("lounge");
	await bob.openChannel("lounge");

	await bob.row("general, 1 mention").hover();
	await bob.page.getByRole("button", { name: "Jump to the oldest mention in general" }).click();
	await bob.page.waitForURL(/\/20$/);
	await expect(bob.message(/twenty/)).toBeInViewport();
	await bob.waitUntilReady();
	await bob.api.call("PUT", `/api/channels/${general}/read`, { seq: 7, force: true });
	await bob.openChannel("lounge");
	await bob.row(/^general/).click({ button: "right" });
	await bob.page.getByRole("menuitem", { name: "Jump to first unread" }).click();
	await bob.page.waitForURL(/\/8$/);
	await expect(bob.message(/line 8/)).toBeInViewport();
	await bob.waitUntilReady();

	await bob.openChannel("lounge");
	await expect(bob.row("maps, 1 mention")).toBeVisible();
	await bob.page.keyboard.press("Shift+Escape");
	await expect(bob.row("maps")).toBeVisible();
	await expect(bob.row("general")).toBeVisible();
	await bob.button("Undo").click();
	await expect(bob.row("maps, 1 mention")).toBeVisible();

	await bob.page.keyboard.press("Alt+i");
	await bob.page.waitForURL(/\/inbox$/);
	await expect(item(bob, "and here")).toBeVisible();
	await expectAccessible(bob, "the Inbox");
	await bob.page.keyboard.press("Tab");
	await item(bob, "and here").getByRole("link").focus();
	await bob.page.keyboard.press("ArrowDown");
	await expect(item(bob, "twenty").getByRole("link")).toBeFocused();
	await bob.page.keyboard.press("ArrowUp");
	await bob.page.keyboard.press("Enter");
	await goesTo(bob, "maps");
	await expect(bob.message(/and here/)).toBeInViewport();
	await bob.goto("/inbox?tab=unreads");
	await expect(item(bob, "line 8")).toBeVisible();
	await expectAccessible(bob, "the unreads");
	await bob.button("Mark all as read").click();
	await expect(inbox(bob).getByText("You’re all caught up.")).toBeVisible();
});

test("a muted channel is faint and has no dot, its mentions count, and at level nothing only the Inbox has them", async ({
	people,
}) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	await place.opensChannel("maps");
	const phone = await people.onAnotherDevice(bob);
	await bob.openChannel("maps");
	await phone.goto("/inbox");
	const general = place.channel("general");

	await bob.row("general").click({ button: "right" });
	await bob.page.getByRole("menuitem", { name: "Notifications and mute" }).click();
	const levels = bob.dialog("Notifications for #general");
	await levels.getByRole("button", { name: "For 1 hour" }).click();
	await expect(levels.getByRole("status")).toContainText("Muted until");
	await expectAccessible(bob, "the levels of a channel");
	await levels.getByRole("button", { name: "Close" }).click();
	await expect(bob.row("general, muted")).toBeVisible();

	await ada.api.sends(general, "quiet");
	await ada.api.sends(place.channel("maps"), "loud");
	await expect(bob.message("loud")).toBeVisible();
	await expect(bob.row("general, muted")).toBeVisible();
	await ada.api.sends(general, `you @${bob.username}`);
	await expect(bob.row("general, 1 mention")).toBeVisible();
	await expect(badge(phone, "Inbox, 1 mention")).toBeVisible();

	await bob.row(/^general/).click({ button: "right" });
	await bob.page.getByRole("menuitem", { name: "Notifications and mute" }).click();
	await levels.getByText("Nothing", { exact: true }).click();
	await levels.getByRole("button", { name: "Close" }).click();
	await expect(bob.row("general, muted")).toBeVisible();
	await expect(badge(phone, /^Inbox/)).toHaveAccessibleName("Inbox");
	await expect(phone.page).not.toHaveTitle(/^\(/);
	await expect(item(phone, "you")).toBeVisible();

	// A mute expires by the clock alone.
	await bob.api.call("PUT", `/api/channels/${general}/level`, {
		level: null,
		mutedUntil: new Date(Date.now() + 1500).toISOString(),
	});
	await expect(bob.row("general, 1 mention")).toBeVisible();
	await bob.api.call("PUT", `/api/channels/${general}/read`, { seq: 2, force: true });
	await ada.api.call("DELETE", `/api/channels/${general}/messages/2`);
	await ada.api.sends(general, "awake");
	await expect(bob.row("general, unread")).toBeVisible();
});

test("keywords notify the user, and the desktop does where enabled, until the message is read elsewhere", async ({
	people,
}) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	await place.opensChannel("maps");
	await bob.context.addInitScript(() => {
		const shown: string[] = [];
		class FakeNotification {
			static permission = "default";
			static requestPermission = async () => {
				FakeNotification.permission = "granted";
				sessionStorage.setItem("granted", "yes");
				return "granted";
			};
			onclick = () => {};
			constructor(
				readonly title: string,
				readonly options: { body: string; tag: string },
			) {
				shown.push(`${title}: ${options.body}`);
			}
			close() {
				shown.push("closed");
			}
		}
		if (sessionStorage.getItem("granted")) FakeNotification.permission = "granted";
		Object.assign(window, { Notification: FakeNotification, shown });
	});
	const shown = () => bob.page.evaluate(() => (window as unknown as { shown: string[] }).shown);

	await bob.goto("/settings/notifications");
	await bob.page.getByLabel("Add a keyword").fill("k");
	await bob.page.getByRole("main").getByRole("button", { name: "Add", exact: true }).click();
	await expect(bob.page.getByText("Use 2 characters or more.")).toBeVisible();
	await bob.page.getByLabel("Add a keyword").fill("Kiln");
	await bob.page.keyboard.press("Enter");
	await expect(bob.button("Remove kiln")).toBeVisible();
	await bob.button("Turn on notifications").click();
	await expect(bob.page.getByRole("switch", { name: "Show notifications" })).toBeChecked();
	await expect(bob.page.getByRole("switch", { name: "Sound" })).not.toBeChecked();
	await expectAccessible(bob, "the settings of notifications");

	await bob.openChannel("maps");
	await ada.api.sends(place.channel("general"), "`kiln` and kilns");
	await expect(bob.row("general, unread")).toBeVisible();
	await ada.api.sends(place.channel("general"), "the KILN is hot");
	await expect(bob.row("general, 1 mention")).toBeVisible();
	await expect.poll(shown).toEqual(["Ada in #general: the KILN is hot"]);
	await bob.api.call("PUT", `/api/channels/${place.channel("general")}/read`, { seq: 99 });
	await expect.poll(shown).toEqual(["Ada in #general: the KILN is hot", "closed"]);
	await bob.goto("/inbox");
	await expect(item(bob, "the KILN is hot")).toContainText("Keyword");
});
