import { ApiClient } from "./api-client";
import { expect, test } from "./fixtures";
import type { UserPage } from "./user-page";

const panel = (person: UserPage) => person.page.getByRole("complementary", { name: "Thread" });
const replyField = (person: UserPage) => person.page.getByRole("textbox", { name: "Reply in the thread" });
const reply = (person: UserPage, text: string | RegExp) => panel(person).getByRole("article", { name: text });

async function replies(person: UserPage, text: string): Promise<void> {
	await replyField(person).fill(text);
	await replyField(person).press("Enter");
}

test("rejects outsiders' access to a thread, and leaving silences it", async ({ people, app }) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	const channelId = place.channel("general");
	const { message } = await ada.api.sends(channelId, "the key is under the mat");
	const { seq } = message;
	const thread = await ada.api.call<{ thread: { channelId: number } }>(
		"POST",
		`/api/channels/${channelId}/messages/${seq}/thread`,
	);
	const { channelId: threadId } = thread.thread;
	await ada.api.sends(threadId, "the second mat");

	const eve = await ApiClient.signUp(app.url, `eve_${Date.now()}`);
	for (const path of [`/api/channels/${threadId}/messages`, `/api/channels/${channelId}/threads`])
		await expect(eve.call("GET", path)).rejects.toThrow(/not_member/);
	const outside = await people.signedIn("mallory");
	outside.place = place;
	await outside.goto(`${place.channelPath("general")}/${seq}?thread=${seq}`);
	await expect(outside.page.getByRole("button", { name: /^Join/ }).first()).toBeVisible();
	await expect(outside.page.getByText("the second mat")).toHaveCount(0);

	await bob.goto(`${place.channelPath("general")}/${seq}?thread=${seq}`);
	await expect(reply(bob, "the second mat")).toBeVisible();
	await bob.api.call("DELETE", `/api/membership/${place.serverId}`);
	await expect(panel(bob)).toBeHidden();
	await ada.api.sends(threadId, "now that bob is gone");
	await expect(bob.page.getByText("now that bob is gone")).toHaveCount(0);
});

test("two users talk in a thread: it starts with the first reply, and shows in its message, channel and address", async ({
	people,
}) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	await ada.openChannel("general");
	await bob.openChannel("general");
	await ada.send("which glaze for the bowl?");
	await bob.sees("which glaze for the bowl?");

	await bob.clickTool("Reply in thread", "which glaze for the bowl?");
	await expect(replyField(bob)).toBeFocused();
	await expect(panel(bob).getByText("No replies yet")).toBeVisible();
	await expect(ada.page.getByRole("button", { name: /repl(y|ies)/ })).toHaveCount(0);
	await replies(bob, "celadon");
	await expect(reply(bob, "celadon")).toBeVisible();
	await expect(replyField(bob)).toBeFocused();

	// The author of the message follows the thread: it shows under the channel, and with the message.
	const row = ada.page.getByRole("link", { name: "which glaze for the bowl?, 1 new reply" });
	await expect(row).toBeVisible();
	await expect(
		ada.message("which glaze for the bowl?").getByRole("button", { name: /1 reply.*1 new reply/ }),
	).toBeVisible();
	await row.click();
	await expect(reply(ada, "celadon")).toBeVisible();
	await expect(panel(ada).getByText("#general, 1 reply")).toBeVisible();
	await expect(row).toBeHidden();

	await replies(ada, "with iron?");
	await expect(reply(bob, "with iron?")).toBeVisible();

	// If there is room for both, the member list stays beside the thread.
	const members = bob.page.getByRole("complementary", { name: "Members" });
	const size = bob.page.viewportSize() ?? { width: 1280, height: 720 };
	await expect(members).toBeHidden();
	await bob.page.setViewportSize({ width: 1680, height: size.height });
	await expect(members).toBeVisible();
	await expect(panel(bob).getByText("#general, 2 replies")).toBeVisible();
	await bob.page.setViewportSize(size);
	await expect(members).toBeHidden();
	await expect(
		bob
			.message("which glaze for the bowl?")
			.first()
			.getByRole("button", { name: /2 replies/ }),
	).toBeVisible();

	// A reply has the same actions as a message: it is edited and reacted to in place.
	await reply(bob, "celadon").hover();
	await reply(bob, "celadon").getByRole("button", { name: "React with 🔥" }).click();
	await expect(reply(ada, "celadon").getByRole("button", { name: "🔥, 1 reaction" })).toBeVisible();
	await replyField(bob).press("ArrowUp");
	const editor = panel(bob).getByRole("textbox", { name: "Edit your message" });
	await editor.fill("celadon, thin");
	await editor.press("Enter");
	await expect(reply(ada, "celadon, thin")).toBeVisible();

	// The reply is also sent to the channel, with a link to the thread.
	await panel(bob).getByRole("checkbox", { name: "Also send to #general" }).check();
	await replies(bob, "we meet at six");
	await expect(panel(bob).getByRole("checkbox", { name: "Also send to #general" })).not.toBeChecked();
	await panel(ada).getByRole("button", { name: "Close panel" }).click();
	await expect(panel(ada)).toBeHidden();
	await ada.sees("we meet at six");
	await ada.message("we meet at six").getByRole("button", { name: "Replied in a thread" }).click();
	await expect(reply(ada, "we meet at six")).toBeVisible();

	// The thread's address opens it again, for other users and after a reload.
	await ada.page.reload();
	await ada.waitUntilReady();
	await expect(reply(ada, "celadon, thin")).toBeVisible();
	await ada.page.goBack();
	await expect(panel(ada)).toBeHidden();

	await ada.page.getByRole("button", { name: "Threads" }).click();
	const list = ada.page.getByRole("complementary", { name: "Threads" });
	await list.getByRole("button", { name: /which glaze for the bowl\?/ }).click();
	await expect(reply(ada, "with iron?")).toBeVisible();

	// A user who unfollows gets no more notifications; a user who replies follows again.
	await panel(ada).getByRole("button", { name: "Unfollow thread" }).click();
	await expect(panel(ada).getByRole("button", { name: "Follow thread" })).toBeVisible();
	await ada.page.keyboard.press("Escape");
	await expect(panel(ada)).toBeHidden();
	await replies(bob, "and bring clay");
	await expect(ada.message("which glaze for the bowl?").getByRole("button", { name: /4 replies/ })).toBeVisible();
	await expect(ada.page.getByRole("link", { name: /new repl/ })).toHaveCount(0);

	// A deleted message keeps its thread.
	await ada.chooseFromMenu("Delete", "which glaze for the bowl?");
	await ada.dialog("Delete this message?").getByRole("button", { name: "Delete" }).click();
	await expect(ada.message("Message deleted").getByRole("button", { name: /4 replies/ })).toBeVisible();
	await expect(reply(bob, "Message deleted")).toBeVisible();
	await expect(reply(bob, "with iron?")).toBeVisible();
	expect(place.serverId).toBeGreaterThan(0);
});

test("by keyboard only: T opens a thread to write in, Escape closes it, and the message has the focus again", async ({
	people,
}) => {
	const { ada } = await people.serverWith(["ada"]);
	await ada.openChannel("general");
	await ada.send("read me a poem");
	await ada.sees("read me a poem");
	await ada.page.keyboard.press("Shift+Tab");
	await expect(ada.message("read me a poem")).toBeFocused();
	// A message that is still on its way has no tools and can have no thread.
	await expect(ada.message("read me a poem").getByRole("button", { name: "More", exact: true })).toBeVisible();
	await ada.page.keyboard.press("t");
	await expect(replyField(ada)).toBeFocused();
	await ada.page.keyboard.type("roses are red");
	await ada.page.keyboard.press("Enter");
	await expect(reply(ada, "roses are red")).toBeVisible();
	await ada.page.keyboard.type("a draft");
	await ada.page.keyboard.press("Escape");
	await expect(panel(ada)).toBeHidden();
	await expect(ada.message("read me a poem")).toBeFocused();
	await ada.page.keyboard.press("t");
	await expect(replyField(ada)).toHaveValue("a draft");

	// If the panel covers the conversation, Escape closes it wherever the focus is.
	await ada.page.setViewportSize({ width: 1000, height: 800 });
	await ada.page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
	await ada.page.keyboard.press("Escape");
	await expect(panel(ada)).toBeHidden();
});
