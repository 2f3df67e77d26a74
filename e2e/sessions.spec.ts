import { expect, test } from "./fixtures";

test("signing out in one tab is told in the other; signing in again leads back to the same place, the draft kept", async ({
	people,
}) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	await place.opensChannel("second");
	await ada.opens("second");
	await ada.composer.fill("half a thought");
	const elsewhere = await ada.inAnotherTab();
	await elsewhere.goes("/settings/account");
	await elsewhere.page.getByRole("main").getByRole("button", { name: "Sign out" }).click();
	await expect(elsewhere.heading("Welcome back")).toBeVisible();

	const told = ada.dialog("You’ve been signed out");
	await expect(told).toBeVisible();
	await ada.page.keyboard.press("Escape");
	await expect(told).toBeVisible();
	await bob.opens("second");
	await bob.says("she does not hear this");
	await bob.hears("she does not hear this");
	await expect(ada.message("she does not hear this")).toHaveCount(0);

	await told.getByRole("button", { name: "Sign in again" }).click();
	await ada.page.waitForURL(/\/login/);
	await ada.settles();
	await ada.signsIn();
	await expect(ada.heading("second")).toBeVisible();
	await ada.settles();
	await ada.hears("she does not hear this");
	await expect(ada.composer).toHaveValue("half a thought");
	await ada.composer.press("Enter");
	await bob.hears("half a thought");
});

test("a session that was ended elsewhere is noticed by whoever did not listen, and its cookie opens nothing", async ({
	people,
}) => {
	const { ada, place } = await people.serverWith(["ada"]);
	await ada.goes(`${place.path}/settings`);
	await ada.context.route("**/socket.io/**", (route) => route.abort());
	await ada.cable.becomes("socketless");
	await ada.wire.signOut();
	await ada.page.getByLabel("Name", { exact: true }).fill("too late");
	await ada.button("Save changes").click();
	await expect(ada.dialog("You’ve been signed out")).toBeVisible();
	await ada.context.unrouteAll();
	await ada.cable.becomes("whole");
	await ada.page.goto(place.channelPath("general"));
	await expect(ada.heading("Welcome back")).toBeVisible();
});

test("who signs out leaves nothing of theirs to the next person at this browser", async ({ people }) => {
	const { ada, place } = await people.serverWith(["ada"]);
	await ada.opens("general");
	await ada.says("between us");
	await ada.hears("between us");
	await ada.chooses("Sign out", ada.button(/^Your account/));
	await expect(ada.heading("Welcome back")).toBeVisible();
	await ada.page.goBack();
	await expect(ada.page.getByText("between us")).toHaveCount(0);
	await ada.goes(place.path);
	await expect(ada.link("Sign in to join")).toBeVisible();
	await expect(ada.tile(place.name)).toHaveCount(0);
});
