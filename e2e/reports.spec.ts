import { expect, test } from "./fixtures";
import type { UserPage } from "./user-page";

test.setTimeout(120_000);

const inMain = (person: UserPage, text: string | RegExp) => person.page.getByRole("main").getByText(text);
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
	await bob.button(`Details about ${eve.displayName}`).click();
	await expect(inMain(bob, "Third time today")).toBeVisible();
	await bob.choose("Time out…", bob.button("Moderate"));
	const timeout = bob.dialog(`Time out ${eve.displayName}?`);
	await timeout.getByRole("textbox", { name: "Reason" }).fill("No advertising");
	await timeout.getByRole("button", { name: "Time out" }).click();
	await expect(inMain(bob, "No report is open")).toBeVisible();
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
	await bob.button(`Remove message: ${eve.displayName}`).tap();
	await expect(inMain(bob, "No report is open")).toBeVisible();
	await expect(cleo.message("Buy my maps")).toHaveCount(0);
	await expect(toasts(cleo, /We removed it/)).toBeVisible();
});
