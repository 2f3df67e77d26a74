import type { ApiClient } from "./api-client";
import { expect, test } from "./fixtures";

test.use({ loadsAhead: true });

const timesSent = async (wire: ApiClient, channelId: number, text: string): Promise<number> =>
	(await wire.history(channelId)).filter(({ content }) => content === text).length;

test("an unanswered message fails visibly, survives a reload with Retry and Delete, and is sent once", async ({
	people,
}) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	const general = place.channel("general");
	await bob.openChannel("general");
	await ada.page.clock.install();
	await ada.openChannel("general");
	await ada.send("first");
	await ada.sees("first");
	await bob.sees("first");

	await ada.cable.setState("numb");
	await ada.send("into the void");
	await expect(ada.message("into the void").getByText("Sending")).toBeVisible();
	const failed = ada
		.message("into the void")
		.getByRole("alert")
		.filter({ hasText: "Not sent. Hearth didn’t respond." });
	await expect(async () => {
		await ada.page.clock.fastForward(10_100);
		await expect(failed).toBeVisible({ timeout: 500 });
	}).toPass();

	await ada.cable.setState("whole");
	for (const reload of ["first", "second"]) {
		await ada.page.reload();
		await ada.waitUntilReady();
		await expect(failed, `after the ${reload} reload`).toBeVisible();
		await expect(ada.message("into the void").getByRole("button", { name: "Delete" })).toBeVisible();
		expect(await timesSent(ada.api, general, "into the void")).toBe(0);
	}
	await ada.message("into the void").getByRole("button", { name: "Retry" }).click();
	await bob.sees("into the void");
	await expect(failed).toHaveCount(0);
	await ada.page.reload();
	await ada.waitUntilReady();
	await ada.sees("into the void");
	expect(await timesSent(ada.api, general, "into the void")).toBe(1);
});

test("offline messages wait, survive a reload, can be removed, and are sent once, in order", async ({ people }) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	await bob.openChannel("general");
	await ada.openChannel("general");
	await ada.context.route("**/socket.io/**", (route) => route.abort());
	await ada.cable.setState("socketless");
	await expect(ada.page.getByRole("status").getByText("Reconnecting.")).toBeVisible();
	const written = ["one", "two", "three", "four"];
	for (const text of written) await ada.send(text);
	for (const text of written) await expect(ada.message(text).getByText("Sends when you’re back online.")).toBeVisible();
	await ada.message("three").getByRole("button", { name: "Delete" }).click();
	await expect(ada.message("three")).toHaveCount(0);

	await ada.page.reload();
	await ada.waitUntilReady();
	for (const text of ["one", "two", "four"]) await ada.sees(text);
	await expect(ada.message("one").getByText("Sends when you’re back online.")).toBeVisible();
	await expect(bob.message("one")).toHaveCount(0);

	await ada.context.unrouteAll();
	await ada.reconnect();
	await bob.sees("four");
	expect(await bob.readsEverything()).toEqual(["one", "two", "four"]);
	await expect(ada.page.getByText("Sends when you’re back online.")).toHaveCount(0);
	expect(await ada.readsEverything()).toEqual(["one", "two", "four"]);
	expect((await ada.api.history(place.channel("general"))).map(({ content }) => content)).toEqual([
		"one",
		"two",
		"four",
	]);
});

test("a tab closed without a connection passes its unsent messages to the next tab", async ({ people }) => {
	const { ada, bob } = await people.serverWith(["ada", "bob"]);
	await bob.openChannel("general");
	await ada.openChannel("general");
	await ada.cable.setState("cut");
	await ada.send("do not lose me");
	await expect(ada.message("do not lose me")).toBeVisible();
	await ada.page.close();
	await ada.cable.setState("whole");
	const later = await ada.inAnotherTab();
	await later.openChannel("general");
	await bob.sees("do not lose me");
	await later.sees("do not lose me");
});

test("a draft is kept per channel, and an offline browser shows it", async ({ people }) => {
	const { ada, place } = await people.serverWith(["ada"]);
	await place.opensChannel("second");
	await ada.api.sends(place.channel("general"), "something to look at");
	await ada.openChannel("general");
	await ada.composer.fill("half a thought");
	await expect(ada.page.getByText("Draft saved")).toBeVisible();
	await ada.row("second").click();
	await expect(ada.heading("second")).toBeVisible();
	await expect(ada.composer).toHaveValue("");
	await ada.page.reload();
	await ada.waitUntilReady();
	await ada.row("general, draft").click();
	await expect(ada.heading("general")).toBeVisible();
	await expect(ada.composer).toHaveValue("half a thought");

	await ada.cable.setState("cut");
	await ada.context.setOffline(true);
	await expect(ada.page.getByRole("status").getByText("You’re offline.")).toBeVisible();
	await expect(ada.button("Send when you’re back")).toBeVisible();
	await ada.composer.press("Enter");
	await expect(ada.message("half a thought").getByText("Sends when you’re back online.")).toBeVisible();
	await ada.cable.setState("whole");
	await ada.context.setOffline(false);
	await expect(ada.message("half a thought").getByText("Sends when you’re back online.")).toHaveCount(0);
	await expect.poll(async () => (await ada.api.history(place.channel("general"))).length).toBe(2);
});
