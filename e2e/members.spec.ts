import { expectAccessible } from "./accessible";
import { expect, test } from "./fixtures";

test.setTimeout(120_000);

test("the owner gives a member a nickname, and all members see it at once", async ({ people }) => {
	const { ada, bob, eve } = await people.serverWith(["ada", "bob", "eve"]);
	await eve.openChannel("general");
	await eve.send("An old message");
	await bob.openChannel("general");
	await bob.sees("An old message");
	await ada.openChannel("general");
	await ada.sees("An old message");

	await ada.page.getByRole("button", { name: eve.displayName }).first().click();
	await ada.button("Edit nickname").click();
	const dialog = ada.dialog(`Nickname of ${eve.displayName}`);
	await dialog.getByLabel("Nickname").fill("Everett");
	await expectAccessible(ada, "the dialog of a nickname");
	await dialog.getByRole("button", { name: "Save" }).click();

	for (const person of [ada, bob, eve])
		await expect(person.page.getByRole("article", { name: /^.?Everett.?, .*An old message/ })).toBeVisible();
	await eve.composer.pressSequentially("Typing");
	await expect(bob.page.getByText("Everett is typing")).toBeVisible();
	await bob.composer.pressSequentially("@everet");
	await expect(bob.page.getByRole("option", { name: /Everett/ })).toContainText(`@${eve.username}`);
	await bob.page.reload();
	await expect(bob.page.getByRole("button", { name: "Everett", exact: true })).toBeVisible();
});

test("the owner selects two members, times them out together, and undoes it", async ({ people }) => {
	const { ada, bob, eve, place } = await people.serverWith(["ada", "bob", "eve"]);
	await ada.goto(`${place.path}/settings/people?joined=today`);
	for (const { username } of [bob, eve]) await ada.page.getByRole("checkbox", { name: `@${username}` }).check();
	await ada.button("Time out").click();
	const dialog = ada.dialog("Time out 2 members?");
	await dialog.getByRole("textbox", { name: "Reason" }).fill("Spam");
	await dialog.getByRole("button", { name: "Time out" }).click();
	await expect(ada.page.getByText("2 members are timed out.")).toBeVisible();
	const timedOut = ada.page.getByRole("listitem").filter({ hasText: "Timed out" });
	await expect(timedOut).toHaveCount(2);
	await ada.button("Undo").click();
	await expect(timedOut).toHaveCount(0);
});
