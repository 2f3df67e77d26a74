import { expect, test } from "./fixtures";

test("completes names of users and channels at the caret by keyboard, never outsiders'; @everyone is all online members", async ({
	people,
}) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	const eve = await people.signedIn("eve");
	await place.opensChannel("field-trips");
	await ada.openChannel("general");
	await bob.openChannel("general");
	await bob.send("hello from bob");
	await expect(ada.message("hello from bob")).toBeVisible();
	const list = ada.page.getByRole("listbox", { name: "People" });
	/** The field is a combobox while it shows suggestions, and a text field otherwise. */
	const field = ada.page.locator("form textarea");

	await ada.composer.pressSequentially("`@b");
	await expect(list).toHaveCount(0);
	await ada.composer.fill("");
	await ada.composer.pressSequentially(`@${eve.username}`);
	await expect(list).toHaveCount(0);

	await ada.composer.fill("");
	await ada.composer.pressSequentially("ask @bo");
	await expect(list.getByRole("option").first()).toContainText("Bob");
	await expect(field).toHaveAttribute("aria-expanded", "true");
	await ada.page.keyboard.press("Escape");
	await expect(list).toHaveCount(0);
	await ada.composer.fill("");
	await ada.composer.pressSequentially("ask @bo");
	await expect(list).toBeVisible();
	await ada.page.keyboard.press("Enter");
	await expect(ada.composer).toHaveValue(`ask @${bob.username} `);

	await ada.composer.pressSequentially("in #fie");
	await expect(ada.page.getByRole("listbox", { name: "Channels" })).toBeVisible();
	await ada.page.keyboard.press("Tab");
	await ada.composer.pressSequentially("about :piz");
	await expect(ada.page.getByRole("listbox", { name: "Emoji" }).getByRole("option").first()).toContainText("pizza");
	await ada.page.keyboard.press("Enter");
	await ada.composer.pressSequentially(":fire:");
	await expect(ada.composer).toHaveValue(`ask @${bob.username} in #field-trips about 🍕 🔥`);
	await ada.page.keyboard.press("Enter");

	const received = bob.message("about 🍕 🔥");
	await expect(received).toHaveAttribute("aria-label", /mentions you/);
	// Only names that mention a user are highlighted, for every reader, and an edit updates them.
	const general = place.channel("general");
	const { message } = await bob.api.sends(general, `drawn: @${eve.username} and @${ada.username}`);
	const chip = (person: typeof ada, name: string) =>
		person.message("drawn:").getByRole("button", { name: `@${name}`, exact: true });
	for (const person of [ada, bob]) {
		await expect(chip(person, ada.username)).toBeVisible();
		await expect(chip(person, eve.username)).toHaveCount(0);
	}
	await bob.api.call("PATCH", `/api/channels/${general}/messages/${message.seq}`, {
		content: `drawn: @${bob.username} and @${eve.username}`,
	});
	for (const person of [ada, bob]) {
		await expect(person.message("drawn:")).toContainText(`@${bob.username} and @${eve.username}`);
		for (const { username } of [ada, bob, eve]) await expect(chip(person, username)).toHaveCount(0);
	}

	// @everyone mentions all online members, but not inside code, and the name of no channel stays a word.
	await bob.send("`@everyone` is quiet in #nowhere, and so is 10:30:45");
	const quiet = ada.message("is quiet in");
	await expect(quiet).not.toHaveAttribute("aria-label", /mentions you/);
	await expect(quiet.getByRole("link")).toHaveCount(0);
	await expect(quiet).toContainText("10:30:45");
	await bob.send("supper @everyone :tada:");
	await expect(ada.message("supper")).toHaveAttribute("aria-label", /mentions you/);
	await expect(ada.message("supper")).toContainText("🎉");

	await received.getByRole("link", { name: "#field-trips" }).click();
	await expect(bob.page.getByRole("heading", { name: "field-trips" })).toBeVisible();
});

test("keys add and remove formatting, a pasted address links the selection, and message links stay in the app", async ({
	people,
}) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	await ada.openChannel("general");
	await bob.openChannel("general");
	await ada.composer.pressSequentially("make it bold");
	await ada.page.keyboard.press("Shift+Home");
	await ada.page.keyboard.press("ControlOrMeta+b");
	await expect(ada.composer).toHaveValue("**make it bold**");
	await ada.page.keyboard.press("ControlOrMeta+b");
	await expect(ada.composer).toHaveValue("make it bold");
	await ada.page.keyboard.press("ControlOrMeta+z");
	await expect(ada.composer).toHaveValue("**make it bold**");
	await ada.page.keyboard.press("Enter");
	await expect(bob.message("make it bold").locator("strong")).toHaveText("make it bold");

	const url = new URL(`${place.channelPath("general")}/1`, ada.page.url()).href;
	await bob.send(`see ${url}`);
	const link = ada.message("see").getByRole("link", { name: "#general › 1" });
	await expect(link).toBeVisible();
	await ada.page.evaluate(() => Object.assign(window, { stayed: true }));
	await link.click();
	await expect(ada.page).toHaveURL(/\/1$/);
	expect(await ada.page.evaluate(() => "stayed" in window)).toBe(true);
});
