import { expect, test } from "./fixtures";
import { numbered, sendMany } from "./send-many";

test.use({ loadsAhead: true });

test("back and forward through twenty pages stay in the document and show each one's messages", async ({ people }) => {
	test.slow();
	const { ada, place } = await people.serverWith(["ada"]);
	const names = numbered("room", 1, 18).map((name) => name.replace(" ", "-"));
	for (const name of names) await place.opensChannel(name);
	for (const name of names) await ada.api.sends(place.channel(name), `said in ${name}`);
	await ada.openChannel("general");
	const { page } = ada;
	await page.evaluate(() => Object.assign(window, { sameDocument: true }));
	const pages: string[] = [];
	page.on("request", (request) => {
		const { pathname, searchParams } = new URL(request.url());
		if (searchParams.has("_rsc") || request.isNavigationRequest()) pages.push(pathname);
	});
	const shows = async (name: string) => {
		await expect(ada.heading(name)).toBeVisible();
		await ada.sees(`said in ${name}`);
		await expect(page).toHaveURL(new RegExp(`${place.channelPath(name)}$`));
		await expect(page).toHaveTitle(new RegExp(`^#${name}, ${place.name} · Hearth$`));
		await expect(ada.row(name)).toHaveAttribute("aria-current", "page");
	};
	for (const name of names) {
		await ada.row(new RegExp(`^${name}(,|$)`)).click();
		await shows(name);
	}
	const rail = page.getByRole("navigation", { name: "Servers", exact: true });
	await rail.getByRole("link", { name: "Home" }).click();
	await expect(page).toHaveTitle("Home · Hearth");
	await expect(page.getByRole("region", { name: "Your servers" })).toBeVisible();
	await rail.getByRole("link", { name: /^Inbox/ }).click();
	await expect(page.getByText("You’re all caught up")).toBeVisible();
	await page.getByRole("link", { name: "Saved", exact: true }).click();
	await expect(page).toHaveTitle(/Saved/);
	await rail.getByRole("link", { name: "Explore" }).click();
	await expect(page).toHaveURL(/\/explore$/);
	await expect(page).toHaveTitle(/Explore/);
	await ada.tile(place.name).click();
	const last = names.at(-1) ?? "";
	await shows(last);
	expect(pages, "pages requested from the server").toEqual([]);
	for (const [path, title] of [
		["/explore", /Explore/],
		["/saved", /Saved/],
		["/inbox", /Inbox/],
		["/", /Home/],
	] as const) {
		await page.goBack();
		await expect(page).toHaveURL(path);
		await expect(page).toHaveTitle(title);
	}
	for (const name of names.toReversed()) {
		await page.goBack();
		await shows(name);
	}
	await page.goBack();
	await expect(ada.heading("general")).toBeVisible();
	await expect(page).toHaveTitle(new RegExp(`^#general, ${place.name} · Hearth$`));
	for (const name of names.slice(0, 4)) {
		await page.goForward();
		await shows(name);
	}
	expect(await page.evaluate(() => "sameDocument" in window)).toBe(true);
	await page.reload();
	await shows("room-4");

	// A link to a message, and one that opens in another tab.
	await page.goto(`${place.channelPath(last)}/1`);
	await ada.sees(`said in ${last}`);
	// A click on a row that hydration is replacing opens nothing.
	await expect(async () => {
		const opened = ada.context.waitForEvent("page", { timeout: 3000 });
		const [other] = await Promise.all([opened, ada.row("general").click({ button: "middle" })]);
		await expect(other).toHaveURL(new RegExp(`${place.channelPath("general")}$`));
	}).toPass({ timeout: 30_000 });
	await expect(page).toHaveURL(new RegExp(`${place.channelPath(last)}/1$`));
});

test("Back and Forward are drawn within their event, so that a second step finds its own address", async ({
	people,
}) => {
	const { ada, place } = await people.serverWith(["ada"]);
	const names = ["tea", "cake", "jam"];
	for (const name of names) await place.opensChannel(name);
	for (const name of names) await ada.api.sends(place.channel(name), `said in ${name}`);
	await ada.openChannel("general");
	for (const name of names) {
		await ada.row(name).click();
		await ada.sees(`said in ${name}`);
	}
	// The step away from the page of the document changes the app's own state too.
	await ada.page.reload();
	await ada.waitUntilReady();
	const drawn = await ada.page.evaluate(async () => {
		const headings: (string | null | undefined)[] = [];
		for (const step of [-1, -1, 1, 1])
			await new Promise<void>((resolve) => {
				// The last listener: those of the page have run, and no other task.
				const onStep = () => resolve(void headings.push(document.querySelector("#main h1")?.textContent));
				addEventListener("popstate", onStep, { once: true });
				history.go(step);
			});
		return headings.map((heading) => heading?.replace(/^# /, ""));
	});
	expect(drawn).toEqual(["cake", "tea", "cake", "jam"]);
});

test("offline for a minute while changing channels and writing: everything seen can be read, and nothing is lost", async ({
	people,
}) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	await place.opensChannel("tea");
	await place.opensChannel("cake");
	await sendMany(bob.api, place.channel("general"), 5, "general");
	await sendMany(bob.api, place.channel("tea"), 5, "tea");
	for (const name of ["general", "tea"]) await ada.hasRead(name);
	await bob.api.sends(place.channel("cake"), `@${ada.username} there is cake`);
	await ada.openChannel("general");
	const open = (name: string | RegExp) =>
		ada.page.getByRole("navigation", { name: "Servers", exact: true }).getByRole("link", { name }).click();
	await open(/^Inbox/);
	await expect(ada.page.getByText("there is cake")).toBeVisible();
	await ada.tile(place.name).click();
	await ada.sees("general 5");
	await ada.row("tea").click();
	await ada.sees("tea 5");
	await ada.cable.setState("cut");
	await expect(ada.page.getByText("Reconnecting.")).toBeVisible();
	await ada.send("one for tea");
	await sendMany(bob.api, place.channel("general"), 60, "meanwhile");
	await bob.api.call("PATCH", `/api/channels/${place.channel("general")}/messages/1`, { content: "general 1, better" });
	await bob.api.call("DELETE", `/api/channels/${place.channel("general")}/messages/2`);
	await ada.row("general").click();
	await ada.sees("general 5");
	await ada.send("one for general");
	await ada.row(/^cake(,|$)/).click();
	const opensWhenBack = ada.page.getByText("Opens when you’re back online.");
	await expect(opensWhenBack).toBeVisible();
	await open(/^Inbox/);
	await expect(ada.page.getByText("there is cake")).toBeVisible();
	await open("Explore");
	await expect(ada.page).toHaveURL(/\/explore$/);
	await expect(opensWhenBack).toBeVisible();
	await ada.page.goBack();
	await expect(ada.page.getByText("there is cake")).toBeVisible();
	await ada.tile(place.name).click();
	await ada.row("tea").click();
	await ada.sees("one for tea");
	await ada.send("two for tea");
	await ada.row("general").click();
	await ada.sees("one for general");
	await ada.reconnect();
	const written = async (name: string) => (await ada.api.history(place.channel(name))).map(({ content }) => content);
	await expect.poll(() => written("tea")).toEqual([...numbered("tea", 1, 5), "one for tea", "two for tea"]);
	await expect.poll(async () => (await written("general")).at(-1)).toBe("one for general");
	await ada.row(/^cake(,|$)/).click();
	await expect(ada.composer).toBeVisible();
	await ada.row(/^general(,|$)/).click();
	await ada.sees("one for general");
	expect(await ada.readsEverything()).toEqual([
		"general 1, better, edited",
		...numbered("general", 3, 5),
		...numbered("meanwhile", 1, 60),
		"one for general",
	]);
	await ada.row(/^tea(,|$)/).click();
	await ada.sees("two for tea");
	expect(await ada.readsEverything()).toEqual([...numbered("tea", 1, 5), "one for tea", "two for tea"]);
});

test("a channel that the user lost access to while offline is not shown again after reconnecting", async ({
	people,
}) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	await place.opensChannel("secret");
	await ada.api.sends(place.channel("secret"), "the secret");
	await ada.api.sends(place.channel("secret"), "a second one");
	for (const [seq, reply] of [
		[1, "hush"],
		[2, "not read"],
	] as const) {
		const path = `/api/channels/${place.channel("secret")}/messages/${seq}/thread`;
		const { thread } = await ada.api.call<{ thread: { channelId: number } }>("POST", path);
		await ada.api.sends(thread.channelId, reply);
	}
	await ada.api.sends(place.channel("general"), "nothing secret");
	await bob.hasRead("secret");
	await bob.openChannel("secret");
	await bob.sees("the secret");
	const thread = bob.page.getByRole("complementary", { name: "Thread" });
	const openThread = (message: string) =>
		bob
			.message(message)
			.getByRole("button", { name: /1 reply/ })
			.click();
	await openThread("the secret");
	await expect(thread.getByRole("article", { name: "hush" })).toHaveCount(1);
	await bob.row(/^general(,|$)/).click();
	await bob.sees("nothing secret");
	await bob.cable.setState("cut");
	await ada.api.call("PATCH", `/api/channels/${place.channel("secret")}`, { private: true });
	await expect(bob.page.getByText("Reconnecting.")).toBeVisible();
	await bob.row("secret").click();
	await openThread("the secret");
	await expect(thread.getByRole("article", { name: "hush" })).toHaveCount(1);
	await openThread("a second one");
	await expect(thread.getByText("Opens when you’re back online.")).toBeVisible();
	await bob.row(/^general(,|$)/).click();
	await bob.sees("nothing secret");
	await expect(bob.page.getByText("Reconnecting.")).toBeVisible();
	// A reader that looks at every frame from now on.
	await bob.page.evaluate(() => {
		Object.assign(window, { shown: false });
		const look = () => {
			if (/the secret|hush/.test(document.body.innerText)) Object.assign(window, { shown: true });
			requestAnimationFrame(look);
		};
		look();
	});
	await bob.reconnect();
	await expect(bob.page.getByText("Back online.")).toBeVisible();
	const row = bob.row("secret");
	await row.click({ timeout: 1000 }).catch(() => {});
	await expect(row).toHaveCount(0);
	await bob.page.goBack();
	await expect(bob.composer.or(bob.page.getByRole("heading", { level: 1 }))).not.toHaveCount(0);
	// It must never appear, so there is nothing to wait for but time.
	await bob.page.waitForTimeout(500);
	expect(await bob.page.evaluate(() => (window as unknown as { shown: boolean }).shown)).toBe(false);
});

test("two tabs change channels each for itself, and both receive what is sent", async ({ people }) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	await place.opensChannel("tea");
	await ada.openChannel("general");
	const other = await ada.inAnotherTab();
	await other.openChannel("tea");
	await ada.row("tea").click();
	await other.row("general").click();
	await expect(other.heading("general")).toBeVisible();
	await bob.api.sends(place.channel("general"), "to general");
	await bob.api.sends(place.channel("tea"), "to tea");
	await ada.sees("to tea");
	await other.sees("to general");
	await other.row(/^tea(,|$)/).click();
	await other.sees("to tea");
	await ada.row(/^general(,|$)/).click();
	await ada.sees("to general");
	await ada.send("from the first tab");
	await other.row(/^general(,|$)/).click();
	await other.sees("from the first tab");
});
