import { expect, test } from "./fixtures";
import type { UserPage } from "./user-page";

const backgroundOf = (person: UserPage): Promise<string> =>
	person.page.evaluate(() => getComputedStyle(document.body).backgroundColor);

test("the theme follows the device, can be changed, and stays without a flash of the other theme", async ({
	people,
}) => {
	const { ada, place } = await people.serverWith(["ada"], { colorScheme: "dark" });
	await ada.goto("/");
	const dark = await backgroundOf(ada);
	await ada.page.emulateMedia({ colorScheme: "light" });
	await expect.poll(() => backgroundOf(ada)).not.toBe(dark);
	const light = await backgroundOf(ada);

	await ada.goto("/settings/appearance");
	await expect(ada.page.getByRole("radio", { name: "System" })).toBeChecked();
	// Without colours, the mark of the selected option must differ in shape.
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
	for (const reducedMotion of ["no-preference", "reduce"] as const) {
		await ada.page.emulateMedia({ reducedMotion });
		await ada.openChannel("general");
		expect(await ada.page.evaluate(() => [...(window as unknown as { seen: Set<string> }).seen])).toEqual([dark]);
	}
	const elsewhere = await ada.inAnotherTab();
	await elsewhere.goto("/settings/appearance");
	await expect(elsewhere.page.getByRole("radio", { name: "Dark" })).toBeChecked();
	await elsewhere.page.getByText("Light", { exact: true }).click();
	await expect.poll(() => backgroundOf(ada)).toBe(light);
	expect(place.name).not.toBe("");
});

test("the language follows the browser, can be changed, and survives a reload", async ({ people }) => {
	const { ada } = await people.serverWith(["ada"], { locale: "ko-KR" });
	await ada.goto("/explore");
	await expect(ada.page.locator("html")).toHaveAttribute("lang", "ko");
	await expect(ada.page.getByRole("searchbox", { name: /[가-힣]/ })).toBeVisible();
	await ada.goto("/settings/appearance");
	await ada.page.getByText("English", { exact: true }).click();
	await expect(ada.heading("Appearance")).toBeVisible();
	await expect(ada.page.locator("html")).toHaveAttribute("lang", "en");
	await ada.page.reload();
	await ada.waitUntilReady();
	await expect(ada.heading("Appearance")).toBeVisible();
	await expect(ada.page.getByRole("radio", { name: "English" })).toBeChecked();
	await ada.page.getByText("한국어", { exact: true }).click();
	await expect(ada.page.locator("html")).toHaveAttribute("lang", "ko");
	await expect(ada.heading("Appearance")).toHaveCount(0);
	await ada.openChannel("general");
	await expect(ada.page.getByRole("textbox", { name: /[가-힣]/ })).toBeVisible();
});

test("a changed display name is shown everywhere", async ({ people }) => {
	const { ada } = await people.serverWith(["ada"]);
	await ada.goto("/settings");
	await ada.page.getByLabel("Display name").fill("Ada Lovelace");
	await ada.page.getByLabel("About you").fill("Counts.");
	await ada.button("Save changes").click();
	await expect(ada.page.getByText("Saved", { exact: true })).toBeVisible();
	await expect(ada.button("Your account, Ada Lovelace")).toBeVisible();
	await ada.openChannel("general");
	await ada.send("under my new name");
	await expect(ada.page.getByRole("article", { name: /^Ada Lovelace, .*under my new name/ })).toBeVisible();
});

test("forced colours distinguish hidden text, choices and mentions, and print shows every message", async ({
	people,
}) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	const channelId = place.channel("general");
	for (let n = 1; n <= 61; n++)
		await bob.api.call("POST", `/api/channels/${channelId}/messages`, {
			nonce: crypto.randomUUID(),
			content: n === 61 ? `@${ada.username} it ends so: ||the butler did it||` : `line ${n}`,
		});
	await ada.hasRead("general");
	await ada.openChannel("general");
	await ada.page.emulateMedia({ forcedColors: "active" });
	const styleOf = (selector: string) =>
		ada.page
			.locator(selector)
			.last()
			.evaluate((element) => {
				const { backgroundColor, color, outlineStyle, borderInlineStartStyle } = getComputedStyle(element);
				return { backgroundColor, color, outlineStyle, borderInlineStartStyle };
			});
	const canvas = await ada.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
	const spoiler = await styleOf(".spoiler");
	expect(spoiler.backgroundColor).not.toBe(canvas);
	expect(spoiler.color).toBe("rgba(0, 0, 0, 0)");
	expect((await styleOf("[data-mentions-me]")).borderInlineStartStyle).toBe("solid");
	for (const chosen of ['nav a[aria-current="page"]', 'header button[aria-expanded="true"]'])
		expect((await styleOf(chosen)).outlineStyle, chosen).toBe("solid");
	await ada.page.locator(".spoiler").click();
	await expect(ada.page.getByText("the butler did it")).toBeVisible();

	await ada.page.emulateMedia({ forcedColors: "none", media: "print" });
	await ada.page.evaluate(() => {
		window.print = () => dispatchEvent(new Event("beforeprint"));
	});
	await ada.page.keyboard.press("Control+p");
	const paper = ada.page.locator("[data-paper]");
	await expect(paper.getByRole("article")).toHaveCount(61);
	await expect(paper.getByText("line 1", { exact: true })).toBeVisible();
	await expect(ada.composer).toBeHidden();
	await expect(ada.page.getByRole("navigation")).toHaveCount(0);
	await expect(ada.page.getByRole("complementary")).toHaveCount(0);
	await ada.page.evaluate(() => dispatchEvent(new Event("afterprint")));
	await expect(paper).toHaveCount(0);
});

test("larger text keeps the sidebars apart and cuts off no member's name", async ({ people }) => {
	const { ada, bob } = await people.serverWith(["ada", "bob"], { viewport: { width: 1440, height: 900 } });
	await bob.api.call("PATCH", "/api/account", { displayName: "ليلى الخطيب" });
	const { page } = ada;
	await ada.goto("/");
	for (const textSize of ["125", "150", "175"]) {
		await page.evaluate(
			(size) => localStorage.setItem("hearth.preferences", JSON.stringify({ textSize: size })),
			textSize,
		);
		await ada.openChannel("general");
		const [rail, channels] = [
			await page.getByRole("navigation", { name: "Servers", exact: true }).boundingBox(),
			await page.getByRole("navigation", { name: /^Channels in/ }).boundingBox(),
		];
		expect((rail?.x ?? 0) + (rail?.width ?? 0), textSize).toBeLessThanOrEqual((channels?.x ?? 0) + 1);
		const members = page.getByRole("complementary", { name: "Members" });
		await expect(members.getByText("ليلى الخطيب")).toBeVisible();
		const cut = await members
			.getByRole("button", { name: /@/ })
			.evaluateAll(
				(rows) =>
					rows
						.flatMap((row) => [...row.querySelectorAll(".truncate")])
						.filter((line) => line.scrollHeight > line.clientHeight + 1).length,
			);
		expect(cut, textSize).toBe(0);
	}
});
