import { expectAccessible } from "./accessible";
import { expect, test } from "./fixtures";

test("slow mode holds back each member by themselves: they write on, see the time, and send when it is over", async ({
	people,
}) => {
	const { ada, bob, eve } = await people.serverWith(["ada", "bob", "eve"]);
	await eve.page.setViewportSize({ width: 390, height: 844 });
	for (const person of [ada, bob, eve]) await person.openChannel("general");
	await bob.composer.fill("Bob’s first");
	await bob.button("Send").focus();

	await ada.page.getByRole("main").getByRole("button", { name: "general", exact: true }).click();
	await ada.dialog("#general").getByRole("button", { name: "Edit channel" }).click();
	const edit = ada.dialog("Edit #general");
	await edit.getByLabel("Slow mode").selectOption({ label: "One message every 5 seconds" });
	await edit.getByRole("button", { name: "Save changes" }).click();
	await expect(ada.page.getByText("Slow mode: one message every 5 seconds, but not for you")).toBeVisible();
	const note = "Slow mode: one message every 5 seconds";
	const noteOf = (person: typeof bob) => person.page.getByText(note, { exact: true });
	await expect(noteOf(eve)).toBeVisible();
	await expect(bob.page.locator("[data-composer] [role=status]")).toBeAttached();
	await expect(bob.button("Send")).toBeFocused();

	await bob.send("Bob’s first");
	await expect(noteOf(bob)).toBeVisible();
	const left = bob.page.getByRole("timer", { name: /You can send in \d seconds?/ });
	await expect(left).toBeVisible();
	await expect(bob.page.getByRole("status").filter({ hasText: "You can send again in 5 seconds" })).toBeAttached();
	await bob.composer.fill("Bob’s second");
	await bob.composer.press("Enter");
	await expect(bob.composer).toHaveValue("Bob’s second");
	// Another member’s time has not begun, nor is there one for the owner.
	await eve.send("Eve’s first");
	await expect(eve.page.getByRole("timer")).toBeVisible();
	await expectAccessible(eve, "a composer in slow mode at 390 px");
	for (const text of ["Ada’s first", "Ada’s second"]) await ada.send(text);

	await expect(bob.button("Send")).toBeEnabled();
	await expect(bob.page.getByRole("status").filter({ hasText: /^You can send again$/ })).toBeAttached();
	await bob.composer.press("Enter");
	for (const text of ["Bob’s first", "Eve’s first", "Ada’s second", "Bob’s second"]) await eve.sees(text);

	// The time also holds for what this member sends elsewhere: the page learns of it and waits.
	await expect(eve.button("Send")).toBeVisible();
	await eve.api.sends(eve.place?.channel("general") ?? 0, "From elsewhere");
	await expect(eve.page.getByRole("timer")).toBeVisible();
});
