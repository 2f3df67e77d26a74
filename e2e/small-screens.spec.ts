import { devices } from "@playwright/test";
import { expect, test } from "./fixtures";
import { ServerFixture } from "./server-fixture";
import type { UserPage } from "./user-page";
import { animated } from "./users";

const { defaultBrowserType: _, ...phone } = devices["Pixel 7"];
const longName = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft";

/** Records each layout shift and its size; shifts that follow user input do not count. */
const watchShifts = () => {
	const seen: number[] = [];
	Object.assign(window, { shifts: seen });
	new PerformanceObserver((list) => {
		for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[])
			if (!entry.hadRecentInput) seen.push(entry.value);
	}).observe({ type: "layout-shift", buffered: true });
};
const shifted = (person: UserPage) =>
	person.page.evaluate(() => (window as unknown as { shifts: number[] }).shifts.reduce((sum, value) => sum + value, 0));

/** Returns the touch targets that are too small. Links and mentions in a sentence keep the size of their line. */
async function smallTargets(person: UserPage): Promise<string[]> {
	return person.page.evaluate(() => {
		const shown = [
			...document.querySelectorAll<HTMLElement>("button, a[href], input, select, textarea, [role=menuitem]"),
		];
		return shown.flatMap((element) => {
			const style = getComputedStyle(element);
			const target =
				element instanceof HTMLInputElement && ["radio", "checkbox"].includes(element.type)
					? element.closest("label")
					: element;
			const { width, height, bottom } = (target ?? element).getBoundingClientRect();
			const isMention = element.matches("article button") && element.textContent?.startsWith("@");
			const isInSentence = isMention || (style.display === "inline" && element.closest("p, li, span, td") !== null);
			const isAway =
				width <= 1 ||
				height <= 1 ||
				bottom <= 0 ||
				style.visibility === "hidden" ||
				element.closest("[inert]") !== null;
			if (isAway || isInSentence || element.hasAttribute("disabled")) return [];
			const [after, layer] = [getComputedStyle(element, "::after"), getComputedStyle(element, "::after").position];
			const reach = layer === "absolute" ? Math.max(height, Number.parseFloat(after.height) || 0) : height;
			// The box around a text field provides the rest of its size.
			const least = element instanceof HTMLInputElement ? 41.5 : 43.5;
			return reach >= least ? [] : [`${element.tagName} ${element.ariaLabel ?? element.textContent} ${width}×${reach}`];
		});
	});
}

const sideways = (person: UserPage): Promise<number> =>
	person.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

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

test("on phones no page scrolls sideways or cuts text off, up to the largest text, and touch targets are large enough", async ({
	people,
}) => {
	test.slow();
	const { ada, bob } = await people.serverWith(["ada", "bob"], {
		...phone,
		viewport: { width: 390, height: 740 },
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
	await ada.api.sends(channelId, `https://example.org/${"very-long-path/".repeat(20)}`);
	await ada.api.sends(channelId, longName.repeat(5));
	await ada.api.call("PUT", `/api/channels/${channelId}/messages/1/reactions/${encodeURIComponent("🔥")}`);
	const channel = place.channelPath(name);
	const settings = ["", "/profile", "/account", "/appearance", "/notifications", "/blocked", "/keyboard"];
	const pages = [
		...["/", "/inbox", "/inbox?tab=unreads", "/saved", "/explore", "/explore/outdoors", "/explore?q=nothing-like-this"],
		place.path,
		...settings.map((section) => `/settings${section}`),
		...["", "/channels", "/people", "/danger"].map((section) => `${place.path}/settings${section}`),
		place.channelPath("general"),
		...["", "?panel=pins", "?panel=members", "?panel=threads", "?panel=search", "?thread=1"].map(
			(of) => `${channel}${of}`,
		),
		`${place.path}/channels/999999`,
		"/servers/0",
	];
	const showAt = async (width: number, textSize: string) => {
		await ada.page.setViewportSize({ width, height: 740 });
		await ada.page.evaluate((fontSize) => {
			document.documentElement.style.fontSize = fontSize;
			return new Promise(requestAnimationFrame);
		}, textSize);
	};
	const check = async (path: string) => {
		await ada.goto(path);
		for (const width of [360, 390]) {
			await showAt(width, "");
			expect.soft(await sideways(ada), `${path} at ${width} px`).toBe(0);
			expect.soft(await smallTargets(ada), `${path} at ${width} px`).toEqual([]);
		}
		for (const [width, textSize] of [
			[390, "150%"],
			[320, "175%"],
		] as const) {
			await showAt(width, textSize);
			expect.soft(await stillCutOff(ada), `${path} at ${width} px, ${textSize}`).toEqual([]);
		}
	};
	for (const path of pages) await check(path);

	// A toast must not cover text fields or buttons that the user is about to use, anywhere on the page.
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

	await ada.context.clearCookies();
	for (const path of ["/", "/login", "/register", place.path]) await check(path);
});

test("on a phone the drawer switches channels, the member list covers the page, and a long press opens the message menu", async ({
	people,
}) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"], {
		...phone,
		...animated,
		viewport: { width: 360, height: 740 },
	});
	await place.opensChannel("second");
	await ada.api.sends(place.channel("general"), "in general");
	await bob.openChannel("general");
	await bob.sees("in general");
	await expect(bob.row("second")).toHaveCount(0);
	await bob.button("Open navigation").tap();
	const drawer = bob.dialog("Servers and channels");
	await expect(drawer).toBeVisible();
	await expect(drawer.getByRole("link", { name: "general" })).toHaveAttribute("aria-current", "page");
	expect(await smallTargets(bob)).toEqual([]);
	await drawer.getByRole("link", { name: "second" }).tap();
	await expect(drawer).toBeHidden();
	await expect(bob.heading("second")).toBeVisible();
	await bob.composer.fill("from my phone");
	await bob.button("Send").tap();
	await bob.sees("from my phone");

	await bob.button("Open navigation").tap();
	await bob.page.keyboard.press("Escape");
	await expect(drawer).toBeHidden();
	await expect(bob.button("Open navigation")).toBeFocused();
	await bob.button("Show members").tap();
	const members = bob.page.getByRole("complementary", { name: "Members" });
	await expect(members.getByText("Ada", { exact: true })).toBeVisible();
	expect((await members.boundingBox())?.width).toBeCloseTo(360, 1);
	await members.getByRole("button", { name: "Back" }).tap();

	await bob.message("from my phone").dispatchEvent("contextmenu");
	const sheet = bob.dialog("Message actions");
	await expect(sheet.getByRole("button", { name: "Reply", exact: true })).toBeVisible();
	await expect(sheet.getByText("Bob: from my phone")).toBeVisible();
	expect(await smallTargets(bob)).toEqual([]);
	await sheet.getByRole("button", { name: "Delete" }).tap();
	await bob.dialog("Delete this message?").getByRole("button", { name: "Delete" }).tap();
	await expect(bob.message("from my phone")).toHaveCount(0);

	// The drawer never lies over the news that the open channel or server is gone.
	await bob.button("Open navigation").tap();
	await ada.api.call("PATCH", `/api/channels/${place.channel("second")}`, { private: true });
	await expect(drawer).toBeHidden();
	await expect(bob.heading("This channel is gone")).toBeFocused();
	await bob.button("Open navigation").tap();
	await drawer.getByRole("link", { name: "general" }).tap();
	await bob.sees("in general");
	await bob.button("Open navigation").tap();
	await ada.api.call("DELETE", `/api/servers/${place.serverId}`);
	await expect(drawer).toBeHidden();
	await expect(bob.heading(`${place.name} was deleted.`)).toBeFocused();
});

test("on a slow phone a channel loads in parts without layout shifts, wherever it opens", async ({ people }) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"], {
		...phone,
		viewport: { width: 390, height: 844 },
	});
	const general = place.channel("general");
	for (let index = 1; index <= 40; index++)
		await bob.api.sends(general, `${index} ${"and words that fill a line and begin the next ".repeat(index % 4)}`);
	const slow = await ada.context.newCDPSession(ada.page);
	await slow.send("Network.enable");
	await slow.send("Network.emulateNetworkConditions", {
		offline: false,
		latency: 150,
		downloadThroughput: 200_000,
		uploadThroughput: 94_000,
	});
	// A page that hydrates late reads to its end, and would undo the read marker that the next case sets.
	await slow.send("Network.setBlockedURLs", { urls: ["*/read"] });
	await ada.page.addInitScript(watchShifts);
	const read = (seq: number) => ada.api.call("PUT", `/api/channels/${general}/read`, { seq, force: true });
	for (const [seen, target] of [
		[40, undefined],
		[20, undefined],
		[38, undefined],
		[40, 20],
		[40, 1],
	] as const) {
		await read(seen);
		await ada.openChannel("general", target);
		await expect(ada.message(`${target ?? Math.min(40, seen + 1)}`).first()).toBeVisible();
		expect(await shifted(ada), `read up to ${seen}, at ${target ?? "its place"}`).toBeLessThan(0.05);
	}
});

test("on a phone Enter inserts a line break, buttons send and save, and every emoji is reachable", async ({
	people,
}) => {
	const { ada, place } = await people.serverWith(["ada"], {
		...phone,
		...animated,
		viewport: { width: 390, height: 740 },
	});
	await ada.api.call("PATCH", `/api/channels/${place.channel("general")}`, { topic: "Dogs, and what they say" });
	await ada.api.sends(place.channel("general"), "a lazy dog");
	await ada.openChannel("general");
	await expect(ada.composer).toHaveAttribute("enterkeyhint", "enter");
	await ada.composer.fill("first");
	await ada.composer.press("Enter");
	await ada.page.keyboard.type("second");
	await expect(ada.composer).toHaveValue("first\nsecond");
	await ada.button("Send").tap();
	await ada.sees(/first\s+second/);

	const actions = ada.dialog("Message actions");
	// A message on its way shows already, but has no menu yet. Behind the sheet its row has no role.
	const sent = ada.page.locator("article", { hasText: /first\s+second/ });
	await expect
		.poll(async () => {
			if (!(await actions.isVisible())) await sent.dispatchEvent("contextmenu");
			return actions.isVisible();
		})
		.toBe(true);
	await actions.getByRole("button", { name: "Edit" }).tap();
	const editor = ada.page.getByRole("textbox", { name: "Edit your message" });
	await editor.press("Enter");
	await ada.page.keyboard.type("third @ad");
	await ada.page.getByRole("option", { name: /Ada/ }).tap();
	await expect(editor).toHaveValue(`first\nsecond\nthird @${ada.username} `);
	await expect(ada.page.getByText("Esc", { exact: true })).toBeHidden();
	expect(await smallTargets(ada)).toEqual([]);
	await ada.button("Save").tap();
	await ada.sees(/second\s+third/);

	// The header has room for the name; the other controls open with it.
	const header = ada.page.locator("main header").first();
	await expect(header.getByRole("button").filter({ visible: true })).toHaveCount(4);
	await ada.heading("general").getByRole("button").tap();
	const details = ada.dialog("#general");
	await expect(details.getByText("Dogs, and what they say")).toBeVisible();
	for (const name of ["Threads", "Pinned messages", "Notifications and mute", "Copy link", "Edit channel"])
		await expect(details.getByRole("button", { name })).toBeVisible();
	await details.getByRole("button", { name: "Pinned messages" }).tap();
	const pins = ada.page.getByRole("complementary", { name: "Pinned messages" });
	await pins.getByRole("button", { name: "Back" }).tap();

	// The sheet at the bottom shows five frequent emoji and the way to all others.
	await ada.message("a lazy dog").dispatchEvent("contextmenu");
	await expect(actions.getByRole("button", { name: /^React with/ })).toHaveCount(5);
	await actions.getByRole("button", { name: "Add reaction" }).tap();
	const picker = ada.dialog("Pick an emoji");
	await expect(picker.getByRole("listbox")).toBeVisible();
	await expect
		.poll(() =>
			picker.evaluate((one) => [one.getBoundingClientRect().left, innerHeight - one.getBoundingClientRect().bottom]),
		)
		.toEqual([0, 0]);
	await picker.getByRole("combobox").fill("kite");
	await picker.getByRole("option", { name: "kite" }).tap();
	await expect(ada.button("🪁, 1 reaction")).toBeVisible();
	await expect(actions).toHaveCount(0);
	await ada.message("a lazy dog").dispatchEvent("contextmenu");
	await expect(actions.getByRole("button", { name: "React with 🪁" })).toBeVisible();
});

test("on a phone the settings start with a list, and lead back to it and to the previous page", async ({ people }) => {
	const { ada } = await people.serverWith(["ada"], { ...phone, viewport: { width: 390, height: 740 } });
	await ada.openChannel("general");
	await ada.button("Open navigation").tap();
	await ada.button(/^Your account/).tap();
	await ada.page.getByRole("menuitem", { name: "Settings" }).tap();
	await expect(ada.heading("Settings")).toBeVisible();
	await expect(ada.page.getByLabel("Display name")).toBeHidden();
	await ada.link("Profile").tap();
	await expect(ada.page.getByLabel("Display name")).toBeVisible();
	await ada.link("All settings").tap();
	await ada.link("Appearance").tap();
	await expect(ada.heading("Appearance")).toBeVisible();
	await ada.link("All settings").tap();
	await ada.button("Back to where you were").tap();
	await expect(ada.heading("general")).toBeVisible();
});

test("on a phone the time of an Inbox row stays on its first line", async ({ people }) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"], {
		...phone,
		viewport: { width: 390, height: 740 },
	});
	await bob.api.sends(place.channel("general"), `@${ada.username} Sunday?`);
	await ada.page.clock.setFixedTime(Date.now() + 24 * 3600_000);
	await ada.goto("/inbox");
	const row = ada.page.getByRole("article");
	const [why, time] = [await row.getByText("Your name").boundingBox(), await row.locator("time").boundingBox()];
	expect(Math.abs((time?.y ?? 0) - (why?.y ?? 100))).toBeLessThan(4);
});

test("in a low window the emoji picker fits the screen, from its search to its last row", async ({ people }) => {
	const { ada } = await people.serverWith(["ada"], animated);
	for (const size of [
		{ width: 720, height: 450 },
		{ width: 1024, height: 500 },
		{ width: 1024, height: 560 },
		{ width: 1280, height: 360 },
	]) {
		await ada.page.setViewportSize(size);
		await ada.openChannel("general");
		await ada.button("Emoji").click();
		const picker = ada.dialog("Pick an emoji");
		await expect(picker.getByRole("option").first()).toBeVisible();
		for (const part of [picker.getByRole("combobox"), picker.getByRole("button", { name: "Skin tone" })])
			await expect(part).toBeInViewport({ ratio: 1 });
		const list = await picker.getByRole("listbox").boundingBox();
		expect(list?.height).toBeGreaterThanOrEqual(160);
		expect((list?.y ?? 0) + (list?.height ?? 0)).toBeLessThanOrEqual(size.height);
		await ada.page.keyboard.press("Escape");
	}
});
