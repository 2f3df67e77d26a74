import { expect, test } from "./fixtures";

test("signing out in one tab shows in the other; signing in again returns to the same place with the draft", async ({
	people,
}) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	await place.opensChannel("second");
	await ada.openChannel("second");
	await ada.composer.fill("half a thought");
	await expect
		.poll(async () => (await ada.api.call<{ drafts: unknown[] }>("GET", "/api/drafts")).drafts)
		.toHaveLength(1);
	const elsewhere = await ada.inAnotherTab();
	await elsewhere.goto("/settings/account");
	await elsewhere.page.getByRole("main").getByRole("button", { name: "Sign out" }).click();
	await expect(elsewhere.heading("Welcome back")).toBeVisible();

	const event = ada.dialog("You’ve been signed out");
	await expect(event).toBeVisible();
	await ada.page.keyboard.press("Escape");
	await expect(event).toBeVisible();
	await bob.openChannel("second");
	await bob.send("she does not hear this");
	await bob.sees("she does not hear this");
	await expect(ada.message("she does not hear this")).toHaveCount(0);

	await event.getByRole("button", { name: "Sign in again" }).click();
	await ada.page.waitForURL(/\/login/);
	await ada.waitUntilReady();
	await ada.signIn();
	await expect(ada.heading("second")).toBeVisible();
	await ada.waitUntilReady();
	await ada.sees("she does not hear this");
	await expect(ada.composer).toHaveValue("half a thought");
	await ada.composer.press("Enter");
	await bob.sees("half a thought");
});

test("a tab that missed the revocation of its session notices it, and its cookie gives no access", async ({
	people,
}) => {
	const { ada, place } = await people.serverWith(["ada"]);
	await ada.goto(`${place.path}/settings`);
	await ada.context.route("**/socket.io/**", (route) => route.abort());
	await ada.cable.setState("socketless");
	const field = ada.page.getByLabel("Name", { exact: true });
	await field.fill("too late");
	await ada.api.signOut();
	// Whichever request comes first notices it, so the dialog may already cover the button.
	await field.press("Enter");
	await expect(ada.dialog("You’ve been signed out")).toBeVisible();
	await ada.context.unrouteAll();
	await ada.cable.setState("whole");
	await ada.page.goto(place.channelPath("general"));
	await expect(ada.heading("Welcome back")).toBeVisible();
});

test("signing out leaves no data for the browser's next user", async ({ people }) => {
	const { ada, place } = await people.serverWith(["ada"]);
	await ada.openChannel("general");
	await ada.send("between us");
	await ada.sees("between us");
	await ada.context.route("**/socket.io/**", (route) => route.abort());
	await ada.cable.setState("socketless");
	await expect(ada.page.getByText("Reconnecting.")).toBeVisible();
	await ada.send("never sent");
	await ada.composer.fill("half a thought");
	await ada.choose("Sign out", ada.button(/^Your account/));
	const question = ada.dialog("Sign out without sending?");
	await expect(question.getByText("never sent")).toBeVisible();
	await expect(question.getByRole("button", { name: "Stay signed in" })).toBeFocused();
	await ada.page.keyboard.press("Enter");
	await ada.sees("never sent");
	await ada.choose("Sign out", ada.button(/^Your account/));
	await question.getByRole("button", { name: "Sign out" }).click();
	await expect(ada.heading("Welcome back")).toBeVisible();
	expect(await ada.page.evaluate(() => Object.keys(localStorage).filter((key) => /draft|outbox/.test(key)))).toEqual(
		[],
	);
	await ada.context.unrouteAll();
	await ada.cable.setState("whole");
	await ada.page.goBack();
	await expect(ada.page.getByText("between us")).toHaveCount(0);
	await ada.goto(place.path);
	await expect(ada.link("Sign in to join")).toBeVisible();
	await expect(ada.tile(place.name)).toHaveCount(0);
});
