import type { Locator } from "@playwright/test";
import { expect, test } from "./fixtures";
import type { UserPage } from "./user-page";
import { animated } from "./users";

const headerOf = ({ page }: UserPage) => page.locator("main header").first();
const pinsOf = ({ page }: UserPage) => page.getByRole("complementary", { name: "Pinned messages" });
const rightOf = ({ x, width }: { x: number; width: number }) => x + width;

async function boxOf(element: Locator) {
	const box = await element.boundingBox();
	if (!box) throw new Error("The element is not shown.");
	return box;
}

async function closesAtTheRight(panel: Locator) {
	const close = panel.getByRole("button", { name: "Close panel" });
	expect(rightOf(await boxOf(panel)) - rightOf(await boxOf(close))).toBeLessThan(16);
}

test("the open channel is visible in a long list, and unread channels outside the viewport are announced", async ({
	people,
}) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	for (let index = 1; index <= 30; index++) await place.opensChannel(`room-${index}`);
	const { page } = ada;
	await ada.openChannel("room-30");
	await expect(ada.row("room-30")).toBeInViewport({ ratio: 1 });

	await bob.api.sends(place.channel("room-1"), "news");
	const above = page.getByRole("button", { name: /more unread above$/ });
	await expect(above).toHaveText("1 more unread above");
	await above.click();
	await expect(page.getByRole("link", { name: /^room-1,/ })).toBeInViewport({ ratio: 1 });
	await expect(above).toHaveCount(0);

	// The list stays where the user scrolled it, whatever arrives meanwhile.
	await bob.api.sends(place.channel("room-30"), "for you");
	await ada.sees("for you");
	await bob.api.sends(place.channel("room-2"), "more news");
	await expect(page.getByRole("link", { name: /^room-2,/ })).toBeInViewport({ ratio: 1 });
	await expect(ada.row("room-30")).not.toBeInViewport();
	await ada.row("room-30").scrollIntoViewIfNeeded();
	await expect(above).toHaveText("2 more unread above");
});

test("a panel opens and closes under the pointer", async ({ people }) => {
	const { ada } = await people.serverWith(["ada"], { ...animated, viewport: { width: 1440, height: 900 } });
	await ada.openChannel("general");
	const { page } = ada;
	const panels = page.getByRole("complementary");
	for (const name of ["Threads", "Search", "Pinned messages"]) {
		await expect(panels).toHaveAccessibleName("Members");
		const button = headerOf(ada).getByRole("button", { name, exact: true });
		const box = await boxOf(button);
		await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
		await expect(panels).toHaveAccessibleName(name);
		expect(await boxOf(button), name).toEqual(box);
		await expect(panels.getByRole("button", { name: "Back" }), name).toBeHidden();
		await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
		await expect(page.getByRole("complementary", { name })).toHaveCount(0);
	}
});

test("a panel closes on its right, to the conversation alone; Back leads to the thread below it", async ({
	people,
}) => {
	const { ada, place } = await people.serverWith(["ada"], { viewport: { width: 1440, height: 900 } });
	await ada.api.sends(place.channel("general"), "message 1");
	await ada.openChannel("general");
	const panels = ada.page.getByRole("complementary");
	const pins = pinsOf(ada);
	await expect(panels).toHaveAccessibleName("Members");
	await headerOf(ada).getByRole("button", { name: "Pinned messages" }).click();
	await closesAtTheRight(pins);
	await pins.getByRole("button", { name: "Close panel" }).click();
	await expect(panels).toHaveCount(0);

	await ada.goto(`${place.channelPath("general")}?thread=1&panel=pins`);
	await closesAtTheRight(pins);
	const back = pins.getByRole("button", { name: "Back" });
	expect(rightOf(await boxOf(back))).toBeLessThanOrEqual((await boxOf(pins.getByRole("heading").first())).x);
	await back.click();
	await expect(pins).toHaveCount(0);
	await expect(panels.getByRole("textbox")).toBeVisible();
});

test("in a window of a tablet's width, a panel covers no part of the conversation", async ({ people }) => {
	const { ada, place } = await people.serverWith(["ada"], { viewport: { width: 1024, height: 768 } });
	await ada.api.sends(place.channel("general"), "a message");
	await ada.goto(`${place.channelPath("general")}?panel=pins`);
	const pins = pinsOf(ada);
	await expect(pins).toBeVisible();
	const form = ada.composer.locator("xpath=ancestor::form");
	for (const width of [1024, 768]) {
		await ada.page.setViewportSize({ width, height: 768 });
		for (const part of [form, ada.message("a message")])
			expect(rightOf(await boxOf(part)), `${width} px`).toBeLessThanOrEqual((await boxOf(pins)).x);
		expect((await boxOf(form)).width, `${width} px`).toBeGreaterThan(240);
	}
	await pins.getByRole("button", { name: "Close panel" }).click();
	await expect(ada.page.getByRole("complementary")).toHaveCount(0);
});

test("a toast stands above the composer, at the start of its column, for three seconds", async ({ people }) => {
	const { ada, place } = await people.serverWith(["ada"], animated);
	await ada.api.sends(place.channel("general"), "a message");
	await ada.openChannel("general");
	const { page } = ada;
	const form = ada.composer.locator("xpath=ancestor::form");
	const toast = page.getByRole("status").locator("xpath=*").filter({ hasText: "Marked as unread." });
	for (const width of [1440, 1024, 768]) {
		await page.setViewportSize({ width, height: 768 });
		await ada.chooseFromMenu("Mark as unread from here", "a message");
		// A toast under the pointer stays.
		await page.mouse.move(0, 0);
		const field = await boxOf(form);
		const lowerEdge = async () => {
			const { y, height } = await boxOf(toast);
			return y + height;
		};
		await expect.poll(lowerEdge, `${width} px`).toBeLessThan(field.y);
		await expect.poll(async () => (await boxOf(toast)).x, `${width} px`).toBe(field.x);
		if (width > 768) await toast.getByRole("button", { name: "Dismiss" }).click();
		await expect(toast, `${width} px`).toHaveCount(0, { timeout: 4_500 });
	}
});
