import type { Case } from "@/lib/realtime/protocol";
import { expectAccessible } from "./accessible";
import { expect, test } from "./fixtures";
import type { UserPage } from "./user-page";

test.setTimeout(120_000);

const inMain = (person: UserPage, text: string | RegExp) => person.page.getByRole("main").getByText(text);
const assignee = (person: UserPage) => person.button(/^Assigned to/);
const toasts = (person: UserPage, text: string | RegExp) =>
	person.page.getByRole("region", { name: "Notifications" }).getByText(text);

test("a report reaches the moderators at once and its answer the member who sent it; an appeal reaches another moderator", async ({
	people,
}) => {
	const { ada, bob, cleo, eve, place } = await people.serverWith(["ada", "bob", "cleo", "eve"]);
	await place.makesModerator(bob, ["handle_reports", "manage_messages", "timeout_members"]);
	await eve.api.sends(place.channel("general"), "Buy my maps");
	await bob.goto("/inbox");
	await expect(bob.tile(place.name)).toHaveAccessibleName(`${place.name}, unread`);
	await cleo.openChannel("general");

	await cleo.chooseFromMenu("Report…", "Buy my maps");
	const report = cleo.dialog("Report this message");
	await report.getByRole("button", { name: "Send report" }).click();
	await expect(report.getByText("Choose what’s wrong.")).toBeVisible();
	await report.getByText("Spam", { exact: true }).click();
	await report.getByLabel("Comment").fill("Third time today");
	await report.getByRole("button", { name: "Send report" }).click();
	await expect(cleo.dialog("Reported")).toContainText("The server’s moderators look at it.");
	await expect(cleo.button("Done")).toBeFocused();
	await cleo.page.keyboard.press("Enter");

	// Without a reload, wherever the moderator is.
	await expect(bob.tile(place.name)).toHaveAccessibleName(`${place.name}, 1 report`);
	await expect(bob.page).toHaveTitle(/^\(1\) /);
	const queue = (person: UserPage) => person.page.getByRole("main").getByRole("link", { name: /1 report$/ });

	await cleo.chooseFromMenu("Report…", "Buy my maps");
	await report.getByText("Spam", { exact: true }).click();
	await report.getByRole("button", { name: "Send report" }).click();
	const again = cleo.dialog("You have already reported this");
	await again.getByRole("button", { name: "Block" }).click();
	await expect(again.getByRole("status")).toContainText(`${eve.displayName} is blocked.`);
	await again.getByRole("button", { name: "Done" }).click();
	await expect(cleo.message("A message from someone you blocked.")).toBeVisible();
	await eve.goto("/inbox");

	await queue(bob).click();
	await expect(bob.page.getByRole("list", { name: "Open" })).toContainText("Buy my maps");
	await bob.page.getByRole("link", { name: `Details about ${eve.displayName}` }).click();
	await expect(inMain(bob, "Third time today")).toBeVisible();

	// Two moderators take the case at the same moment: one has it, and both see who.
	const casePath = new URL(bob.page.url()).pathname;
	await ada.goto(casePath);
	await ada.page.route(/\/cases\/\d+$/, async (route) => {
		if (route.request().method() === "PUT") await bob.button("Assign to me").click();
		await expect(assignee(bob)).toContainText(bob.displayName);
		await route.continue();
	});
	await ada.button("Assign to me").click();
	await expect(toasts(ada, `Another moderator was first: it is assigned to ${bob.displayName}.`)).toBeVisible();
	await expect(assignee(ada)).toContainText(bob.displayName);
	await expect(assignee(bob)).toBeFocused();
	await ada.page.unrouteAll();

	// The keys of a menu choose nothing before Enter.
	await bob.page.keyboard.press("ArrowDown");
	await expect(bob.page.getByRole("menu")).toBeFocused();
	await bob.page.keyboard.press("ArrowDown");
	await expect(bob.page.getByRole("menuitemradio", { name: "Nobody" })).toBeFocused();
	await bob.page.keyboard.press("Escape");
	await expect(assignee(bob)).toContainText(bob.displayName);
	await expect(assignee(bob)).toBeFocused();

	await bob.choose("Time out…", bob.button("Moderate"));
	const timeout = bob.dialog(`Time out ${eve.displayName}?`);
	await timeout.getByRole("textbox", { name: "Reason" }).fill("No advertising");
	await timeout.getByRole("button", { name: "Time out" }).click();
	for (const moderator of [bob, ada])
		await expect(inMain(moderator, new RegExp(`^Acted on by ${bob.displayName}`))).toBeVisible();
	await expect(ada.button(`Undo for ${eve.displayName}: Timeout`)).toBeVisible();
	await expect(bob.tile(place.name)).not.toHaveAccessibleName(/report/);

	await expect(toasts(cleo, /We acted on it/)).toBeVisible();
	await cleo.goto("/inbox");
	await expect(inMain(cleo, "We acted on it")).toBeVisible();
	await cleo.button(/^Dismiss the answer about/).click();
	await cleo.page.reload();
	await cleo.waitUntilReady();
	await expect(inMain(cleo, "You’re all caught up.")).toBeVisible();

	await expect(inMain(eve, /You are timed out/)).toBeVisible();
	await eve.page.getByRole("main").getByRole("button", { name: "Appeal" }).click();
	await eve.dialog("Appeal").getByLabel("Why should this be lifted?").fill("They were a present");
	await eve.button("Send appeal").click();
	await expect(inMain(eve, /^You appealed on/)).toBeVisible();

	// The moderator who has acted does not decide about the appeal.
	await expect(bob.tile(place.name)).not.toHaveAccessibleName(/report/);
	await ada.goto("/inbox");
	await queue(ada).click();
	await expect(ada.page.getByRole("list", { name: "Open" })).toContainText("They were a present");
	await ada.button(`Lift it: ${eve.displayName}`).click();
	await expect(inMain(ada, "No report is open")).toBeVisible();
	await expect(inMain(eve, "Moderators looked at your appeal: it was lifted.")).toBeVisible();
});

test("on a phone the owner decides a report in two presses", async ({ people }) => {
	const { bob, eve, cleo, place } = await people.serverWith(["bob", "cleo", "eve"], {
		viewport: { width: 390, height: 844 },
		hasTouch: true,
	});
	const channelId = place.channel("general");
	await eve.api.sends(channelId, "Buy my maps");
	await cleo.api.call("POST", "/api/reports", { channelId, seq: 1, category: "spam" });
	await cleo.goto(place.channelPath("general"));
	await cleo.sees("Buy my maps");
	await bob.goto("/inbox");
	await bob.page
		.getByRole("main")
		.getByRole("link", { name: /1 report$/ })
		.tap();
	await bob.button(`Delete message: ${eve.displayName}`).tap();
	await expect(inMain(bob, "No report is open")).toBeVisible();
	await expect(cleo.message("Buy my maps")).toHaveCount(0);
	await expect(toasts(cleo, /We removed it/)).toBeVisible();
	await toasts(bob, "Undo").tap();
	await expect(cleo.message("Buy my maps")).toBeVisible();
	await expect(bob.page.getByRole("list", { name: "Open" })).toContainText("Buy my maps");

	// From the Inbox, the page of the case. A moderator who loses the permission sees it no more.
	const { cases } = await bob.api.call<{ cases: Case[] }>("GET", `/api${place.path}/cases`);
	await place.makesModerator(cleo, ["handle_reports", "timeout_members"]);
	await cleo.goto("/inbox");
	await cleo.page
		.getByRole("main")
		.getByRole("link", { name: `${eve.displayName} Spam` })
		.tap();
	await expect(inMain(cleo, "Buy my maps")).toBeVisible();
	await expectAccessible(cleo, "the page of a case at 390 px");
	const overrides = [{ username: cleo.username, allow: [], deny: ["handle_reports"] }];
	await bob.api.call("PUT", `/api/channels/${channelId}/overrides`, { overrides });
	await expect(inMain(cleo, "No such report")).toBeVisible();
	expect((await cleo.page.goto(`${place.path}/settings/reports/${cases[0]?.id}`))?.status()).toBe(404);

	const warning = { subject: eve.username, sanction: { kind: "warn" }, reason: "No advertising", caseId: cases[0]?.id };
	await bob.api.call("POST", `/api${place.path}/moderation-actions`, warning);
	await eve.goto("/inbox");
	await eve.page.getByRole("main").getByRole("button", { name: "Appeal" }).tap();
	await eve.dialog("Appeal").getByLabel("Why should this be lifted?").fill("They were a present");
	await eve.button("Send appeal").tap();
	await cleo.goto(`${place.path}/settings/reports`);
	await cleo.button(`Lift it: ${eve.displayName}`).tap();
	await expect(inMain(eve, "Moderators looked at your appeal: it was lifted.")).toBeVisible();
});
