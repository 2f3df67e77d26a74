import { expect, test } from "./fixtures";

test.use({ loadsAhead: true });

test("a draft is private, survives a reload, syncs to another device, and is gone everywhere once sent", async ({
	people,
}) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	await place.opensChannel("second");
	await ada.openChannel("general");
	await bob.openChannel("general");
	await ada.composer.fill("half a thought");
	await expect(ada.page.getByText("Draft saved")).toBeVisible();
	const phone = await people.onAnotherDevice(ada);
	await phone.openChannel("second");
	await expect(phone.row("general, draft")).toBeVisible();
	await phone.row("general, draft").click();
	await expect(phone.composer).toHaveValue("half a thought");
	await expect(bob.composer).toHaveValue("");
	await expect(bob.row("general")).toBeVisible();

	await ada.goto(place.channelPath("general"));
	await expect(ada.composer).toHaveValue("half a thought");
	// When the phone is put away, the other device shows its latest text.
	await phone.composer.fill("a whole thought");
	await ada.page.bringToFront();
	await expect(ada.composer).toHaveValue("a whole thought");
	await phone.composer.press("Enter");
	await ada.sees("a whole thought");
	await expect(ada.composer).toHaveValue("");

	await bob.cable.setState("cut");
	await bob.composer.fill("written on the train");
	await expect(bob.page.getByText(/offline|Reconnecting/).first()).toBeVisible();
	await bob.reconnect();
	await expect.poll(async () => (await bob.api.call<{ drafts: object[] }>("GET", "/api/drafts")).drafts.length).toBe(1);
	await bob.api.call("DELETE", `/api/membership/${place.serverId}`);
	expect((await bob.api.call<{ drafts: object[] }>("GET", "/api/drafts")).drafts).toEqual([]);
});

test("only the author and moderators can open the edit history", async ({ people }) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	await ada.api.sends(place.channel("general"), "meet at the gate");
	await ada.openChannel("general");
	await bob.openChannel("general");
	await ada.clickTool("Edit", "meet at the gate");
	await ada.page.getByRole("textbox", { name: "Edit your message" }).fill("meet at the north gate");
	await ada.page.keyboard.press("Enter");
	await bob.sees("meet at the north gate");
	await expect(bob.message("north gate").getByText(/^edited/)).toBeVisible();
	await expect(bob.message("north gate").getByRole("button", { name: /^edited/ })).toHaveCount(0);
	await bob.clickTool("More", "north gate");
	await expect(bob.page.getByRole("menuitem", { name: "Save for later" })).toBeVisible();
	await expect(bob.page.getByRole("menuitem", { name: "See edit history" })).toHaveCount(0);

	await ada
		.message("north gate")
		.getByRole("button", { name: /^edited/ })
		.click();
	const dialog = ada.dialog("Edit history");
	await expect(dialog.getByRole("listitem")).toHaveCount(2);
	await expect(dialog.locator("ins")).toHaveText("north ");
	await expect(dialog.getByRole("listitem").last()).toContainText("meet at the gate");
	await ada.page.keyboard.press("Escape");
	await ada.chooseFromMenu("Delete", "north gate");
	await ada.dialog("Delete this message?").getByRole("button", { name: "Delete" }).click();
	await expect(bob.message("north gate")).toHaveCount(0);
});

test("hover shows who reacted, a dialog lists all, and pins stay in the panel until removed", async ({ people }) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	const channelId = place.channel("general");
	await ada.api.sends(channelId, "who is in for Saturday");
	await ada.openChannel("general");
	await bob.openChannel("general");
	await ada.button("Pinned messages").click();
	const panel = ada.page.getByRole("complementary", { name: "Pinned messages" });
	await expect(panel.getByText("No pins in #general")).toBeVisible();

	await bob.message("Saturday").hover();
	await bob.message("Saturday").getByRole("button", { name: "React with 🔥" }).click();
	await expect(ada.message("Saturday").getByRole("button", { name: "🔥, 1 reaction" })).toBeVisible();
	await ada.api.call("PUT", `/api/channels/${channelId}/messages/1/reactions/${encodeURIComponent("🔥")}`);
	const pill = ada.message("Saturday").getByRole("button", { name: "🔥, 2 reactions" });
	await pill.hover();
	await expect(pill).toHaveAccessibleDescription("Bob and You");
	await ada.chooseFromMenu("See who reacted", "Saturday");
	const dialog = ada.dialog("Reactions");
	await expect(dialog.getByText(`@${bob.username}`)).toBeVisible();
	await expect(dialog.getByText(`@${ada.username}`)).toBeVisible();
	await ada.page.keyboard.press("Escape");

	await bob.message("Saturday").focus();
	await bob.page.keyboard.press("p");
	await expect(bob.message(/pinned/)).toBeVisible();
	await expect(panel.getByRole("listitem")).toHaveCount(1);
	await panel.getByRole("listitem").hover();
	await panel.getByRole("button", { name: "Unpin" }).click();
	await expect(panel.getByText("No pins in #general")).toBeVisible();
	await expect(bob.message(/pinned/)).toHaveCount(0);
	await panel.getByRole("button", { name: "Close" }).focus();
	await ada.button("Undo").focus();
	await ada.page.keyboard.press("Enter");
	await expect(panel.getByRole("listitem")).toHaveCount(1);
	await expect(panel.getByRole("button", { name: "Close" })).toBeFocused();
	await panel.getByRole("button", { name: /^Go to Ada/ }).click();
	await expect(ada.message("Saturday")).toBeFocused();
});

test("saved messages are private, appear on every device, and link to their message", async ({ people }) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	await ada.api.sends(place.channel("general"), "worth keeping");
	const visitor = await people.signedOut("eve");
	await visitor.goto("/saved");
	await expect(visitor.page).toHaveURL(/\/login/);
	await bob.openChannel("general");
	await bob.message("worth keeping").focus();
	await bob.page.keyboard.press("s");
	await expect(bob.page.getByText("Saved for later")).toBeVisible();
	const phone = await people.onAnotherDevice(bob, { viewport: { width: 390, height: 800 }, hasTouch: true });
	await phone.goto("/saved");
	await expect(phone.page.getByRole("listitem").filter({ hasText: "worth keeping" })).toBeVisible();
	await ada.goto("/inbox");
	const tab = ada.page.getByRole("navigation", { name: "Inbox" }).getByRole("link", { name: "Saved" });
	await tab.click();
	await expect(tab).toHaveAttribute("aria-current", "page");
	await expect(ada.page.getByText("Nothing saved yet")).toBeVisible();
	await bob.chooseFromMenu("Remove from saved", "worth keeping");
	await expect(phone.page.getByText("Nothing saved yet")).toBeVisible();
	await bob.message("worth keeping").focus();
	await bob.page.keyboard.press("s");
	await phone.page.getByRole("button", { name: /^Go to Ada/ }).click();
	await expect(phone.message("worth keeping")).toBeFocused();
});

test("a poll is created, answered live and changed, and nobody can vote once it has ended", async ({ people }) => {
	const { ada, bob } = await people.serverWith(["ada", "bob"]);
	await ada.openChannel("general");
	await bob.openChannel("general");
	await ada.choose("Create a poll", ada.button("Add to your message"));
	const dialog = ada.dialog("Create a poll");
	await dialog.getByRole("button", { name: "Create poll" }).click();
	await expect(dialog.getByText("Write a question.")).toBeVisible();
	await expect(dialog.getByLabel("Question")).toBeFocused();
	await expect(dialog.getByText("Add at least two answers.")).toHaveCount(1);
	await dialog.getByLabel("Question").fill("Which day suits you?");
	await dialog.getByLabel("Answer 1", { exact: true }).fill("Saturday");
	await dialog.getByLabel("Answer 2", { exact: true }).fill("Saturday");
	await dialog.getByRole("button", { name: "Create poll" }).click();
	await expect(dialog.getByText("You already have this answer.")).toBeVisible();
	await expect(dialog.getByLabel("Answer 2", { exact: true })).toBeFocused();
	await dialog.getByLabel("Answer 2", { exact: true }).fill("Sunday");
	await dialog.getByLabel("Ends").selectOption("In a day");
	await dialog.getByRole("button", { name: "Create poll" }).click();
	await expect(dialog).toHaveCount(0);

	const card = bob.page.getByRole("region", { name: "Poll: Which day suits you?" });
	await card.getByRole("radio", { name: "Sunday, 0 votes" }).click();
	const adas = ada.page.getByRole("region", { name: "Poll: Which day suits you?" });
	await expect(adas.getByRole("radio", { name: "Sunday, 1 vote" })).toBeVisible();
	await expect(adas.getByRole("radio", { name: "Sunday, 1 vote" })).not.toBeChecked();
	await expect(card.getByRole("radio", { name: "Sunday, 1 vote" })).toBeChecked();
	// By keyboard only: moves into the message and along its options, and selects one.
	await ada.message("Which day").focus();
	await ada.page.keyboard.press("Enter");
	const sunday = adas.getByRole("radio", { name: "Sunday, 1 vote" });
	for (let steps = 0; steps < 8; steps++) {
		if (await sunday.evaluate((one) => one === document.activeElement)) break;
		await ada.page.keyboard.press("ArrowDown");
	}
	await expect(sunday).toBeFocused();
	await ada.page.keyboard.press("Space");
	await expect(card.getByText(/^2 votes · ends/)).toBeVisible();
	await ada.chooseFromMenu("See who voted", "Which day");
	await ada.dialog("Votes").getByRole("button", { name: "Sunday, 2" }).click();
	await expect(ada.dialog("Votes").getByText(`@${bob.username}`)).toBeVisible();
	await ada.page.keyboard.press("Escape");
	await card.getByRole("button", { name: "Remove vote" }).click();
	await expect(adas.getByText(/^1 vote · ends/)).toBeVisible();

	await bob.clickTool("More", "Which day");
	await expect(bob.page.getByRole("menuitem", { name: "See who voted" })).toBeVisible();
	await expect(bob.page.getByRole("menuitem", { name: "End poll now" })).toHaveCount(0);
	await bob.page.keyboard.press("Escape");
	await ada.chooseFromMenu("End poll now", "Which day");
	await expect(card.getByText(/^Final result · 1 vote/)).toBeVisible();
	await expect(card.getByRole("radio", { name: "Saturday, 0 votes" })).toBeDisabled();
});
