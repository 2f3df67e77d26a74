import { expect, test } from "./fixtures";
import { holdScript } from "./hold-script";
import type { UserPage } from "./user-page";
import { animated } from "./users";

/** Presses Tab until the control has the focus, and checks that every focus stop on the way is visible. */
async function tabsTo(person: UserPage, name: RegExp | string): Promise<void> {
	const focused = () =>
		person.page.evaluate(() => {
			const element = document.activeElement as HTMLElement;
			const labels =
				element instanceof HTMLInputElement ? [...(element.labels ?? [])].map((label) => label.textContent) : [];
			const { outlineStyle, boxShadow, borderColor } = getComputedStyle(element);
			return {
				name: [element.ariaLabel, ...labels, element.textContent].filter(Boolean)[0]?.trim() ?? "",
				isMarked: element === document.body || outlineStyle !== "none" || boxShadow !== "none" || borderColor !== "",
			};
		});
	const wanted = typeof name === "string" ? (text: string) => text === name : (text: string) => name.test(text);
	const passed: string[] = [];
	for (let presses = 0; presses < 60; presses++) {
		const here = await focused();
		expect(here.isMarked, `the focus on ${here.name} can be seen`).toBe(true);
		if (wanted(here.name)) return;
		passed.push(here.name);
		await person.page.keyboard.press("Tab");
	}
	throw new Error(`Tab never came to ${name}; it passed ${passed.join(" | ")}`);
}

test("the keyboard alone signs in, joins, opens a channel, writes, reacts, edits, deletes and leaves", async ({
	people,
}) => {
	const { ada, place } = await people.serverWith(["ada"], animated);
	await place.opensChannel("second");
	await ada.api.sends(place.channel("second"), "hello from ada");
	const bob = await people.signedIn("bob", animated);
	await bob.context.clearCookies();
	const { keyboard } = bob.page;
	const shortcuts = await holdScript(bob.page, "{PageUp:-1");

	await bob.goto(place.path);
	await keyboard.press("Tab");
	await expect(bob.link("Skip to content")).toBeFocused();
	await expect(bob.link("Skip to content")).toBeInViewport();
	await tabsTo(bob, "Sign in to join");
	await keyboard.press("Enter");
	await bob.page.waitForURL(/\/login/);
	await bob.waitUntilReady();
	await tabsTo(bob, "Username");
	await keyboard.type(bob.username);
	await tabsTo(bob, "Password");
	await keyboard.type("correct horse");
	await keyboard.press("Enter");
	await expect(bob.heading("general")).toBeVisible();
	await bob.waitUntilReady();

	await expect(bob.row(/^second(,|$)/)).toBeVisible();
	await shortcuts.requested;
	await bob.page.locator("body").press("Alt+ArrowDown");
	shortcuts.release();
	await expect(bob.heading("second")).toBeVisible();
	await bob.waitUntilReady();
	await expect(bob.heading("second")).toBeFocused();
	await expect(bob.page.getByRole("list", { name: "Messages in second" })).toHaveCount(1);
	await bob.sees("hello from ada");
	await tabsTo(bob, "Message #second");
	await keyboard.type("written by keys");
	await keyboard.press("Enter");
	await bob.sees("written by keys");

	await keyboard.press("Shift+Tab");
	await expect(bob.message("written by keys")).toBeFocused();
	await keyboard.press("ArrowUp");
	await expect(bob.message("hello from ada")).toBeFocused();
	await keyboard.press("+");
	await expect(bob.page.getByRole("combobox", { name: "Search emoji" })).toBeFocused();
	await expect(bob.page.getByRole("option", { name: "thumbs up" })).toBeVisible();
	await keyboard.press("ArrowDown");
	await keyboard.press("ArrowRight");
	await keyboard.press("Enter");
	await expect(bob.message("hello from ada").getByRole("button", { name: "❤️, 1 reaction" })).toBeVisible();
	await expect(bob.message("hello from ada").or(bob.message("hello from ada").locator(":focus")).first()).toBeVisible();

	await tabsTo(bob, "Message #second");
	await keyboard.press("Shift+Tab");
	await keyboard.press("End");
	await expect(bob.message("written by keys")).toBeFocused();
	await keyboard.press("e");
	await expect(bob.page.getByRole("textbox", { name: "Edit your message" })).toBeFocused();
	await keyboard.press("End");
	await keyboard.type(" only");
	await keyboard.press("Enter");
	await expect(bob.message("written by keys only")).toContainText("edited");
	await expect(bob.composer).toBeFocused();

	await keyboard.press("Shift+Tab");
	await keyboard.press("r");
	await expect(bob.page.getByText("Replying to Bob")).toBeVisible();
	await keyboard.press("Escape");
	await expect(bob.page.getByText("Replying to Bob")).toBeHidden();
	await keyboard.press("Shift+Tab");
	await keyboard.press("Delete");
	await expect(bob.dialog("Delete this message?").getByRole("button", { name: "Keep it" })).toBeFocused();
	await keyboard.press("Tab");
	await keyboard.press("Enter");
	await expect(bob.message("written by keys only")).toHaveCount(0);

	await bob.page.reload();
	await bob.waitUntilReady();
	await tabsTo(bob, /^Server menu for/);
	await keyboard.press("Enter");
	await expect(bob.page.getByRole("menu")).toBeVisible();
	await keyboard.press("End");
	await expect(bob.page.getByRole("menuitem", { name: /^Leave/ })).toBeFocused();
	await keyboard.press("Enter");
	await expect(bob.dialog(`Leave ${place.name}?`).getByRole("button", { name: "Stay" })).toBeFocused();
	await keyboard.press("Tab");
	await keyboard.press("Enter");
	await expect(bob.heading(place.name)).toBeVisible();
	await expect(bob.tile(place.name)).toHaveCount(0);
});

test("a menu opens together with its items, so that the first key finds them", async ({ people }) => {
	const { bob, place } = await people.serverWith(["ada", "bob"], animated);
	const items = await holdScript(bob.page, '("frontPage")');
	await bob.openChannel("general");
	// With this menu the code that all menus share is there.
	await bob.button(/^Your account/).press("Enter");
	await expect(bob.page.getByRole("menu")).toBeVisible();
	await bob.page.keyboard.press("Escape");
	await expect(bob.page.getByRole("menu")).toHaveCount(0);

	await bob.serverMenu.press("Enter");
	await items.requested;
	await bob.page.evaluate(async () => {
		for (let frames = 0; frames < 3; frames++) await new Promise(requestAnimationFrame);
	});
	expect(await bob.page.getByRole("menu").count()).toBe(0);
	items.release();
	await expect(bob.page.getByRole("menu")).toBeVisible();
	await bob.page.keyboard.press("End");
	await expect(bob.page.getByRole("menuitem", { name: `Leave ${place.name}` })).toBeFocused();
});
