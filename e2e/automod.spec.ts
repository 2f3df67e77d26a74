import { expectAccessible } from "./accessible";
import { expect, test } from "./fixtures";

test.setTimeout(90_000);

test("on a phone a rule is tried, turned on, evaded and tuned; a refused message comes back to the composer", async ({
	people,
}) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	await ada.page.setViewportSize({ width: 390, height: 844 });
	await bob.page.setViewportSize({ width: 390, height: 844 });
	await bob.openChannel("general");
	await bob.send("A bargain for everybody");

	await ada.goto(`${place.path}/settings/automod`);
	const main = ada.page.getByRole("main");
	await main.getByRole("button", { name: "Add a rule" }).press("Enter");
	await expect(main.getByRole("heading", { name: "New rule" })).toBeFocused();
	await main.getByLabel("Name").fill("No adverts");
	await main.getByRole("textbox", { name: "Words" }).fill("bargain");
	await main.getByLabel("Sentence for the author").fill("Adverts belong in the market.");
	await main.getByRole("button", { name: /^Try on/ }).click();
	await expect(main.getByText("1 of the last 1 message matches.")).toBeVisible();
	await main.getByRole("button", { name: "Turn on" }).press("Enter");
	await expect(main.getByText("Words · Refuses · On")).toBeVisible();
	await expect(main.getByRole("button", { name: "Edit No adverts" })).toBeFocused();

	// The text comes back to the composer, with the rule's own sentence, and is changed there.
	const alert = bob.page.locator("[data-composer] [role=alert]");
	for (const evasion of ["A bargain again", "Вargаin, b a r g a i n"]) {
		await bob.composer.fill(evasion);
		await bob.composer.press("Enter");
		await expect(alert).toHaveText("Adverts belong in the market.");
		await expect(bob.composer).toHaveValue(evasion);
		await expect(bob.message(evasion)).toHaveCount(0);
	}
	await expectAccessible(bob, "a refused message in the composer at 390 px");
	await bob.composer.fill("A discount");
	await expect(alert).toHaveCount(0);
	await bob.composer.press("Enter");
	await bob.sees("A discount");

	// With another text in the composer it waits in the list.
	const held = bob.page.getByRole("main").getByRole("alert").filter({ hasText: "Adverts belong in the market." });
	await bob.page.evaluate(() => {
		const field = document.querySelector<HTMLTextAreaElement>("[data-composer] textarea");
		const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value")?.set;
		if (!field || !set) return;
		// Typed on before the server can answer.
		const type = (text: string) => {
			set.call(field, text);
			field.dispatchEvent(new Event("input", { bubbles: true }));
		};
		type("bargain!");
		setTimeout(() => {
			field.form?.requestSubmit();
			setTimeout(() => type("Another thought"), 0);
		}, 0);
	});
	await held.getByRole("button", { name: "Edit" }).click();
	await expect(bob.composer).toHaveValue("Another thought\nbargain!");
	await expect(held).toHaveCount(1);
	await bob.composer.fill("");

	await main.getByRole("button", { name: "Edit No adverts" }).click();
	await main.getByRole("textbox", { name: "Words" }).fill("bargain\ndiscount");
	await main.getByLabel("A message that matches").selectOption({ label: "is sent, then removed" });
	await main.getByText("Flag it for the moderators").click();
	await main.getByText("Time its author out").click();
	await main.getByLabel("Minutes of the timeout").fill("30");
	await expectAccessible(ada, "the actions of an automod rule at 390 px");
	await main.getByRole("button", { name: "Save", exact: true }).click();
	await expect(main.getByText("Words · Removes · Flags · Times out · On")).toBeVisible();

	await bob.composer.fill("A discount today");
	await bob.composer.press("Enter");
	await expect(bob.page.getByText(/You are timed out/).first()).toBeVisible();
	await expect(bob.message("A discount today")).toHaveCount(0);
	await ada.goto(`${place.path}/settings/reports`);
	await expect(ada.page.getByRole("list", { name: "Open" })).toContainText("A discount today");
	await ada.goto(`${place.path}/settings/audit-log`);
	await expect(main.getByRole("listitem").first()).toContainText(`Automod · No adverts timed out ${bob.displayName}`);
});
