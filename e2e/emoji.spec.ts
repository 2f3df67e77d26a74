import { expect, test } from "./fixtures";

test("any emoji is found by name, sent, and used as a reaction; nonsense finds none", async ({ people }) => {
	const { ada, bob } = await people.serverWith(["ada", "bob"]);
	await ada.openChannel("general");
	await bob.openChannel("general");

	await ada.button("Emoji").click();
	const search = ada.page.getByRole("combobox", { name: "Search emoji" });
	await expect(search).toBeFocused();
	await search.fill("qqqq");
	await expect(ada.page.getByText("No emoji for “qqqq”")).toBeVisible();
	await search.press("Enter");
	await expect(ada.composer).toHaveValue("");

	await search.fill("pizza");
	await search.press("Enter");
	await expect(ada.composer).toHaveValue("🍕");
	await ada.page.keyboard.press("Enter");
	await expect(bob.message("🍕")).toBeVisible();

	// Uses the skin tone that was chosen once.
	await bob.message("🍕").hover();
	await bob.page
		.getByRole("toolbar", { name: "Message actions" })
		.getByRole("button", { name: "Add reaction" })
		.click();
	await bob.page.getByRole("button", { name: "Skin tone" }).click();
	await bob.page.getByRole("radio", { name: "Medium", exact: true }).click();
	await bob.page.getByRole("combobox", { name: "Search emoji" }).fill("wave");
	await bob.page.getByRole("option", { name: "waving hand" }).click();
	await expect(ada.message("🍕").getByRole("button", { name: /👋🏽/ })).toBeVisible();

	// By keyboard only: the last used emoji comes first.
	await ada.button("Emoji").click();
	await ada.page.keyboard.press("ArrowDown");
	await ada.page.keyboard.press("Enter");
	await expect(ada.composer).toHaveValue("🍕");
	await ada.button("Emoji").click();
	await ada.page.keyboard.press("Escape");
	await expect(ada.page.getByRole("combobox", { name: "Search emoji" })).toHaveCount(0);
});
