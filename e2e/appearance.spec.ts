import { expect, test } from "./fixtures";
import { ServerFixture } from "./server-fixture";
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
	await ada.openChannel("general");
	expect(await ada.page.evaluate(() => [...(window as unknown as { seen: Set<string> }).seen])).toEqual([dark]);
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

const longName = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft";

/**
 * Returns elements that are clipped because they are wider than their container. Scrollable and ellipsised elements do
 * not count.
 */
const cutOff = ({ page }: UserPage): Promise<string[]> =>
	page.evaluate(() =>
		[document.documentElement, ...document.querySelectorAll<HTMLElement>("body, body *")]
			.filter((element) => {
				const { overflowX, overflowY, textOverflow, position, display } = getComputedStyle(element);
				const isPage =
					element === document.documentElement ||
					element.id === "main" ||
					(overflowX === "hidden" && overflowY === "auto");
				const mayScroll = ["auto", "scroll"].includes(overflowX) && !isPage;
				const isDrawn = element.clientWidth > 1 && display !== "inline" && !element.closest("svg, [inert]");
				if (!isDrawn || mayScroll || textOverflow === "ellipsis" || element.matches("input, textarea")) return false;
				if (isPage || overflowX !== "visible") return element.scrollWidth > element.clientWidth + 1;
				return position !== "fixed" && element.matches("button, a, p, h1, h2, h3, label")
					? element.getBoundingClientRect().right > innerWidth + 1 && !element.closest("[class*=overflow-x-auto]")
					: false;
			})
			.map((element) => `${element.tagName}.${element.className}`.slice(0, 90)),
	);

/** Elements that are cut off in every one of many frames: on a busy machine a layout settles late. */
async function stillCutOff(person: UserPage): Promise<string[]> {
	for (let frame = 0; ; frame++) {
		const found = await cutOff(person);
		if (found.length === 0 || frame === 30) return found;
		await person.page.evaluate(() => new Promise(requestAnimationFrame));
	}
}

test("with the largest text and the longest names, no page is wider than a phone", async ({ people }) => {
	test.slow();
	const { ada, bob } = await people.serverWith(["ada", "bob"], {
		viewport: { width: 390, height: 780 },
		hasTouch: true,
		// A panel that is still sliding in is outside the window.
		reducedMotion: "reduce",
	});
	await ada.api.call("PATCH", "/api/account", { displayName: longName.slice(0, 32) });
	await bob.api.call("PATCH", "/api/account", { displayName: longName.slice(-32) });
	const place = await ServerFixture.madeBy(ada.api, people.newName(longName), { description: longName.repeat(3) });
	const hidden = await ServerFixture.madeBy(bob.api, people.newName(longName), { visibility: "private" });
	await bob.api.join(place.serverId);
	await bob.api.call("PUT", `/api/servers/${hidden.serverId}/members/${ada.username}`);
	const name = longName.toLowerCase();
	const channelId = await place.opensChannel(name, { topic: longName.repeat(3) });
	for (let line = 1; line <= 3; line++) await bob.api.sends(channelId, `@${ada.username} ${longName} ${line}`);
	const channel = place.channelPath(name);
	const settings = ["", "/profile", "/account", "/appearance", "/notifications", "/blocked", "/keyboard"];
	const pages = [
		...["/", "/inbox", "/inbox?tab=unreads", "/saved", "/explore", "/explore/outdoors", place.path],
		...settings.map((section) => `/settings${section}`),
		...["", "/channels", "/people", "/danger"].map((section) => `${place.path}/settings${section}`),
		...["", "?panel=pins", "?panel=members", "?panel=threads", "?panel=search", "?thread=1"].map(
			(of) => `${channel}${of}`,
		),
		`${place.path}/channels/999999`,
	];
	const broken: string[] = [];
	for (const path of pages) {
		await ada.goto(path);
		for (const [width, size] of [
			[390, "150%"],
			[320, "175%"],
		] as const) {
			await ada.page.setViewportSize({ width, height: 780 });
			await ada.page.evaluate((fontSize) => {
				document.documentElement.style.fontSize = fontSize;
				return new Promise(requestAnimationFrame);
			}, size);
			for (const element of await stillCutOff(ada)) broken.push(`${path} at ${width} px, ${size}: ${element}`);
		}
	}
	expect(broken).toEqual([]);

	// A toast must not cover text fields or buttons that the user is about to use, anywhere on the page.
	await ada.page.evaluate(() => document.documentElement.style.removeProperty("font-size"));
	await ada.page.setViewportSize({ width: 390, height: 600 });
	await ada.goto(`${place.path}/settings`);
	const about = ada.page.getByRole("textbox", { name: "About" });
	await about.fill("Painted on Sundays.");
	await about.evaluate((field) => field.scrollIntoView({ block: "end" }));
	await ada.page.getByRole("button", { name: "Save changes" }).focus();
	await ada.page.keyboard.press("Enter");
	const toast = ada.page.getByRole("status").filter({ hasText: "Saved" }).locator("> div");
	await expect(toast).toBeVisible();
	for (const block of ["end", "start", "center"] as const) {
		await about.focus();
		await about.evaluate((field, block) => field.scrollIntoView({ block }), block);
		await expect
			.poll(async () => {
				const [over, field] = [await toast.boundingBox(), await about.boundingBox()];
				return over && field && over.y < field.y + field.height && field.y < over.y + over.height;
			})
			.toBe(false);
	}
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
