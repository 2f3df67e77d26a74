import { expect, test } from "./fixtures";
import { numbered, sendMany } from "./send-many";

test.use({ loadsAhead: true });

test("after a disconnection no message is missing, duplicated or out of order", async ({ people }) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	const general = place.channel("general");
	await sendMany(ada.api, general, 5, "before");
	await bob.hasRead("general");
	await bob.openChannel("general");
	await bob.sees("before 5");
	await bob.cable.setState("cut");
	await bob.send("said into the break");
	await sendMany(ada.api, general, 190, "during");
	await ada.api.call("PATCH", `/api/channels/${general}/messages/1`, { content: "before 1, and better" });
	await ada.api.call("DELETE", `/api/channels/${general}/messages/2`);
	await ada.api.call("PUT", `/api/channels/${general}/messages/3/reactions/${encodeURIComponent("🔥")}`);
	await bob.reconnect();
	await bob.sees("said into the break");
	// Bob's page shows it before the server has it.
	await expect
		.poll(async () => (await ada.api.history(general)).some(({ content }) => content === "said into the break"))
		.toBe(true);
	await ada.api.sends(general, "after");
	await bob.sees("after");
	const expected = [
		"before 1, and better, edited",
		"before 3, 1 reaction",
		"before 4",
		"before 5",
		...numbered("during", 1, 190),
		"said into the break",
		"after",
	];
	expect(await bob.readsEverything()).toEqual(expected);
});

test("a network that blocks WebSockets makes no difference: messages come and go by HTTP, also on a new page", async ({
	people,
}) => {
	const { ada, bob } = await people.serverWith(["ada", "bob"]);
	await bob.openChannel("general");
	await ada.openChannel("general");
	await ada.cable.setState("socketless");
	const polls = () => ada.page.waitForRequest(/\/socket\.io\/.*transport=polling/);
	await polls();
	await ada.send("by HTTP");
	await bob.sees("by HTTP");
	await Promise.all([polls(), ada.page.reload()]);
	await ada.send("and again");
	await bob.sees("and again");
	await bob.send("heard you");
	await ada.sees("heard you");
	await expect(ada.page.getByText(/Reconnecting|Connecting/)).toHaveCount(0);
	expect(await ada.readsEverything()).toEqual(["by HTTP", "and again", "heard you"]);
});

test("a first connection shows no error, and a lost one is reported above the messages without moving them", async ({
	people,
}) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	await sendMany(bob.api, place.channel("general"), 30, "words");
	await ada.hasRead("general");
	await ada.cable.setState("socketless");
	await ada.context.route("**/socket.io/**", (route) => route.abort());
	await ada.page.clock.install();
	await ada.openChannel("general");
	const status = ada.page.getByRole("main").getByRole("status");
	await ada.page.clock.runFor(4000);
	await expect(status.getByText(/Reconnecting|Connecting/)).toHaveCount(0);
	await ada.page.clock.runFor(8000);
	await expect(status.getByText("Connecting.")).toBeVisible();
	await ada.context.unroute("**/socket.io/**");
	await ada.reconnect();
	await ada.page.clock.resume();
	await expect(status.getByText("Connecting.")).toHaveCount(0);
	await expect(status.getByText("Back online.")).toHaveCount(0);

	const places = () =>
		ada.page.evaluate(() => [...document.querySelectorAll("article")].map((row) => row.getBoundingClientRect().top));
	const before = await places();
	await ada.cable.setState("cut");
	await expect(status.getByText("Reconnecting.")).toBeVisible();
	expect(await places()).toEqual(before);
	await ada.reconnect();
	await expect(status.getByText("Back online.")).toBeVisible();
	expect(await places()).toEqual(before);
});

test("without a connection no link leaves the document, and the requested page opens after reconnecting", async ({
	people,
}) => {
	const { ada, place } = await people.serverWith(["ada"]);
	await place.opensChannel("seen");
	await place.opensChannel("unseen");
	await ada.api.sends(place.channel("seen"), "seen before the tunnel");
	await ada.openChannel("seen");
	await ada.sees("seen before the tunnel");
	await ada.row("general").click();
	await expect(ada.heading("general")).toBeVisible();
	await ada.send("before the tunnel");
	await ada.sees("before the tunnel");
	const { page } = ada;
	await page.keyboard.press("Control+k");
	await expect(page.getByRole("combobox")).toBeFocused();
	await page.keyboard.press("Escape");
	await page.evaluate(() => Object.assign(window, { sameDocument: true }));
	await ada.cable.setState("cut");
	await ada.send("written in the tunnel");
	await expect(page.getByText("Reconnecting.")).toBeVisible();

	const opensWhenBack = page.getByText("Opens when you’re back online.");
	await ada.row("seen").click();
	await expect(ada.heading("seen")).toBeVisible();
	await ada.sees("seen before the tunnel");
	await expect(opensWhenBack).toHaveCount(0);
	await expect(ada.row("seen")).toHaveAttribute("aria-current", "page");
	await ada.send("written in a channel seen before");
	await ada.row("unseen").click();
	await expect(ada.heading("unseen")).toBeVisible();
	await expect(opensWhenBack).toBeVisible();
	for (const link of ["Home", "Explore", /^Inbox/]) {
		await page.getByRole("navigation", { name: "Servers", exact: true }).getByRole("link", { name: link }).click();
		await expect(page.getByText("Opens when you’re back online.")).toBeVisible();
	}
	await ada.tile(place.name).click();
	await ada.row("general").click();
	await ada.sees("written in the tunnel");
	await page.keyboard.press("Control+k");
	await page.getByRole("combobox").fill("unseen");
	await page.keyboard.press("Enter");
	await expect(opensWhenBack).toBeVisible();
	await ada.reconnect();
	await expect(page).toHaveURL(new RegExp(`${place.channelPath("unseen")}$`));
	await expect(opensWhenBack).toHaveCount(0);
	await expect(ada.composer).toBeVisible();
	await ada.row("general").click();
	await ada.sees("written in the tunnel");
	const sent = await ada.api.history(place.channel("general"));
	expect(sent.map(({ content }) => content)).toEqual(["before the tunnel", "written in the tunnel"]);
	await ada.row("seen").click();
	await ada.sees("written in a channel seen before");
	const seen = await ada.api.history(place.channel("seen"));
	expect(seen.map(({ content }) => content)).toEqual(["seen before the tunnel", "written in a channel seen before"]);
	await ada.row("unseen").click();
	await expect(ada.heading("unseen")).toBeVisible();
	await ada.row("general").click();
	await expect(ada.heading("general")).toBeVisible();

	// The browser is offline and knows it; the previous page is still available.
	await ada.context.setOffline(true);
	await page.goBack();
	await expect(ada.heading("unseen")).toBeVisible();
	await ada.row("seen").click();
	await expect(ada.heading("seen")).toBeVisible();
	await ada.context.setOffline(false);
	await expect(page).toHaveURL(new RegExp(`${place.channelPath("seen")}$`));
	expect(await page.evaluate(() => "sameDocument" in window)).toBe(true);
});

test("kill -9 of the app is handled like any other disconnection", async ({ people }) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	await ada.openChannel("general");
	await bob.openChannel("general");
	await ada.send("before");
	await bob.sees("before");
	await people.app.kill("SIGKILL");
	await ada.send("while it was down");
	await bob.send("me too");
	await people.app.startAgain();
	for (const person of [ada, bob]) {
		await person.sees("while it was down");
		await person.sees("me too");
		await expect(person.page.getByText("Sends when you’re back online.")).toHaveCount(0);
	}
	await ada.send("after");
	await bob.sees("after");
	const log = (await ada.api.history(place.channel("general"))).map(({ content }) => content);
	expect(log).toHaveLength(4);
	expect(new Set(log).size).toBe(4);
	expect(await ada.readsEverything()).toEqual(log);
	expect(await bob.readsEverything()).toEqual(log);
});
