import { expect, test } from "./fixtures";
import type { Person } from "./person";

const backgroundOf = (person: Person): Promise<string> =>
	person.page.evaluate(() => getComputedStyle(document.body).backgroundColor);

test("the theme follows the device, can be set, and stays set without a flash of the other", async ({ people }) => {
	const { ada, place } = await people.community(["ada"], { colorScheme: "dark" });
	await ada.goes("/");
	const dark = await backgroundOf(ada);
	await ada.page.emulateMedia({ colorScheme: "light" });
	await expect.poll(() => backgroundOf(ada)).not.toBe(dark);
	const light = await backgroundOf(ada);

	await ada.goes("/settings/appearance");
	await expect(ada.page.getByRole("radio", { name: "System" })).toBeChecked();
	// Also without colours: the mark of the chosen one has another shape.
	const marks = ada.page
		.getByRole("group", { name: "Theme" })
		.locator("label")
		.evaluateAll((cards) => cards.map((card) => getComputedStyle(card.lastElementChild ?? card).borderTopWidth));
	expect(await marks).toEqual(["5px", "2px", "2px"]);
	await ada.page.getByText("Dark", { exact: true }).click();
	await expect.poll(() => backgroundOf(ada)).toBe(dark);
	await ada.page.addInitScript(() => {
		const seen = new Set<string>();
		Object.assign(window, { seen });
		requestAnimationFrame(function look() {
			if (document.querySelector("main")) seen.add(getComputedStyle(document.body).backgroundColor);
			requestAnimationFrame(look);
		});
	});
	await ada.opens("general");
	expect(await ada.page.evaluate(() => [...(window as unknown as { seen: Set<string> }).seen])).toEqual([dark]);
	const elsewhere = await ada.inAnotherTab();
	await elsewhere.goes("/settings/appearance");
	await expect(elsewhere.page.getByRole("radio", { name: "Dark" })).toBeChecked();
	await elsewhere.page.getByText("Light", { exact: true }).click();
	await expect.poll(() => backgroundOf(ada)).toBe(light);
	expect(place.name).not.toBe("");
});

test("the language follows the browser, can be set, and survives a reload", async ({ people }) => {
	const { ada } = await people.community(["ada"], { locale: "ko-KR" });
	await ada.goes("/explore");
	await expect(ada.page.locator("html")).toHaveAttribute("lang", "ko");
	await expect(ada.page.getByRole("searchbox", { name: /[가-힣]/ })).toBeVisible();
	await ada.goes("/settings/appearance");
	await ada.page.getByText("English", { exact: true }).click();
	await expect(ada.heading("Appearance")).toBeVisible();
	await expect(ada.page.locator("html")).toHaveAttribute("lang", "en");
	await ada.page.reload();
	await ada.settles();
	await expect(ada.heading("Appearance")).toBeVisible();
	await expect(ada.page.getByRole("radio", { name: "English" })).toBeChecked();
	await ada.page.getByText("한국어", { exact: true }).click();
	await expect(ada.page.locator("html")).toHaveAttribute("lang", "ko");
	await expect(ada.heading("Appearance")).toHaveCount(0);
	await ada.opens("general");
	await expect(ada.page.getByRole("textbox", { name: /[가-힣]/ })).toBeVisible();
});

test("a display name that is changed is told everywhere", async ({ people }) => {
	const { ada } = await people.community(["ada"]);
	await ada.goes("/settings");
	await ada.page.getByLabel("Display name").fill("Ada Lovelace");
	await ada.page.getByLabel("About you").fill("Counts.");
	await ada.button("Save changes").click();
	await expect(ada.page.getByText("Saved")).toBeVisible();
	await expect(ada.button("Your account, Ada Lovelace")).toBeVisible();
	await ada.opens("general");
	await ada.says("under my new name");
	await expect(ada.page.getByRole("article", { name: /^Ada Lovelace, .*under my new name/ })).toBeVisible();
});
