import { expect, test } from "./fixtures";
import { sendMany } from "./send-many";
import { animated } from "./users";

test("a message is answered, edited, reacted to and deleted by those who may, and all members see it at once", async ({
	people,
}) => {
	const { ada, bob } = await people.serverWith(["ada", "bob"], animated);
	await ada.openChannel("general");
	await bob.openChannel("general");
	await ada.send("who brings the bread?");
	await bob.sees("who brings the bread?");

	await bob.clickTool("Reply", "who brings the bread?");
	await expect(bob.page.getByText("Replying to Ada")).toBeVisible();
	await expect(bob.composer).toBeFocused();
	await bob.send("I do");
	const answer = ada.message("I do");
	await expect(answer.getByRole("button", { name: /Ada who brings the bread/ })).toBeVisible();

	await bob.clickTool("React with 🔥", "who brings the bread?");
	await expect(ada.message("who brings the bread?").getByRole("button", { name: "🔥, 1 reaction" })).toHaveAttribute(
		"aria-pressed",
		"false",
	);
	await ada.message("who brings the bread?").getByRole("button", { name: "🔥, 1 reaction" }).click();
	for (const person of [ada, bob]) {
		const pill = person.message("who brings the bread?").getByRole("button", { name: "🔥, 2 reactions" });
		await expect(pill).toHaveAttribute("aria-pressed", "true");
	}
	await ada.message("who brings the bread?").getByRole("button", { name: "🔥, 2 reactions" }).click();
	await expect(bob.page.getByRole("button", { name: "🔥, 1 reaction" })).toBeVisible();

	await bob.clickTool("Edit", "I do");
	const editor = bob.page.getByRole("textbox", { name: "Edit your message" });
	await editor.fill("I do, tomorrow");
	await editor.press("Enter");
	await expect(ada.message("I do, tomorrow")).toContainText(/edited \d/);
	// The editor has closed.
	await expect(bob.composer).toBeFocused();
	await bob.composer.press("ArrowUp");
	await expect(editor).toHaveValue("I do, tomorrow");
	await editor.press("Escape");
	await expect(bob.composer).toBeFocused();

	await ada.chooseFromMenu("Delete", "who brings the bread?");
	await ada.dialog("Delete this message?").getByRole("button", { name: "Delete" }).click();
	for (const person of [ada, bob]) {
		await expect(person.message("who brings the bread?")).toHaveCount(0);
		await expect(person.page.getByText("Message deleted")).toBeVisible();
		await expect(person.page.getByText("The original message was deleted")).toBeVisible();
	}
	await bob.chooseFromMenu("Delete", "I do, tomorrow");
	await expect(bob.dialog("Delete this message?").getByRole("button", { name: "Keep it" })).toBeFocused();
	await bob.dialog("Delete this message?").getByRole("button", { name: "Delete" }).click();
	await expect(ada.page.getByText("No messages yet").or(ada.page.getByText("This is the start of"))).toBeVisible();
	await expect(ada.page.locator("article[data-row]")).toHaveCount(0);

	// Users edit only their own messages, and the owner may delete others'.
	await ada.send("by ada");
	await bob.send("by bob");
	await bob.sees("by bob");
	await bob.message("by ada").hover();
	await expect(bob.message("by ada").getByRole("button", { name: "Reply", exact: true })).toBeVisible();
	await expect(bob.message("by ada").getByRole("button", { name: "Edit" })).toHaveCount(0);
	await bob.message("by ada").getByRole("button", { name: "More" }).click();
	await expect(bob.page.getByRole("menuitem", { name: "Copy text" })).toBeVisible();
	await expect(bob.page.getByRole("menuitem", { name: "Delete" })).toHaveCount(0);
	await ada.chooseFromMenu("Delete", "by bob");
	await ada.dialog("Delete this message?").getByRole("button", { name: "Delete" }).click();
	await expect(bob.message("by bob")).toHaveCount(0);
});

test("unread channels and mentions are counted in the background, and cleared once read", async ({ people }) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	await place.opensChannel("second");
	const [general, second] = [place.channel("general"), place.channel("second")];
	await bob.openChannel("second");
	await ada.api.sends(general, "nothing for anybody");
	await expect(bob.row("general, unread")).toBeVisible();
	await expect(bob.tile(`${place.name}, unread`)).toBeVisible();
	await ada.api.sends(general, `hello @${bob.username.toUpperCase()}, and you too @${bob.username}.`);
	await ada.api.sends(general, `mail@${bob.username} is no mention`);
	await expect(bob.row("general, 1 mention")).toBeVisible();
	await expect(bob.tile(`${place.name}, 1 mention`)).toBeVisible();
	await bob.goto("/");
	await expect(bob.page.getByText("1 server has something new.")).toBeVisible();
	await expect(bob.page.getByRole("main").getByText("1 mention")).toBeVisible();

	await bob.tile(new RegExp(place.name)).click();
	await bob.row(/^general/).click();
	await expect(bob.page.getByRole("separator", { name: /new/i })).toBeVisible();
	await expect(bob.page.getByRole("article", { name: /mentions you/ })).toHaveCount(1);
	await expect(bob.row("general")).toBeVisible();
	await expect(bob.tile(place.name)).toHaveAccessibleName(place.name);
	const elsewhere = await bob.inAnotherTab();
	await elsewhere.openChannel("second");
	await expect(elsewhere.row("general")).toBeVisible();

	await bob.chooseFromMenu("Mark as unread from here", "mail@");
	await expect(elsewhere.row("general, unread")).toBeVisible();
	await elsewhere.row("general, unread").click();
	await expect(elsewhere.page.getByRole("separator", { name: /new/i })).toBeVisible();
	await expect(elsewhere.row("general")).toBeVisible();
	await ada.api.sends(second, "over here");
	await expect(elsewhere.row("second, unread")).toBeVisible();
	await elsewhere.choose("Mark all as read", elsewhere.serverMenu);
	await expect(elsewhere.row("second")).toBeVisible();
});

test("a permalink opens at its message, however old, and Back to latest leads to the end", async ({ people }) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	await sendMany(ada.api, place.channel("general"), 400, "line");
	await bob.hasRead("general");
	await bob.openChannel("general", 100);
	const { content } = (await ada.api.history(place.channel("general")))[99] ?? { content: "" };
	await expect(bob.page.getByRole("article", { name: new RegExp(`: ${content}$`) })).toBeInViewport();
	await bob.button(/Back to latest/).click();
	await bob.sees("line 400");
	await expect(bob.button(/Back to latest/)).toHaveCount(0);
	await bob.clickTool("Reply", "line 400");
	await bob.send("answering the last");
	await ada.openChannel("general", 2);
	await ada.button(/Back to latest/).click();
	await ada
		.message("answering the last")
		.getByRole("button", { name: /line 400/ })
		.click();
	await expect(ada.message("line 400")).toBeInViewport();

	await bob.openChannel("general", 9999);
	await expect(bob.page.getByText("That message is gone.")).toBeVisible();
	await bob.sees("answering the last");
});
