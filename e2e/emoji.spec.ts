import { expectAccessible } from "./accessible";
import { pictureFile } from "./attachments";
import { expect, test } from "./fixtures";
import { animated } from "./users";

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

test("a server’s emoji is added, written, reacted with, renamed and removed, and messages and reactions keep it", async ({
	people,
}) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"], animated);
	await ada.page.setViewportSize({ width: 390, height: 780 });
	await ada.goto(`${place.path}/settings/emoji`);
	await expect(ada.page.getByText("No emoji yet")).toBeVisible();
	const kiln = await pictureFile("Kiln.png", 64, 64);
	const broken = { ...kiln, name: "broken.png", buffer: kiln.buffer.subarray(0, 60) };
	await ada.page.locator("input[type=file]").setInputFiles([kiln, broken]);
	const nameOf = (name: string) => ada.page.getByRole("textbox", { name: `Name of :${name}:` });
	await expect(nameOf("kiln")).toHaveValue("kiln");
	await expect(ada.page.getByText("broken.png: This picture is damaged")).toBeVisible();
	await expectAccessible(ada, "the emoji of a server");

	await bob.context.grantPermissions(["clipboard-read", "clipboard-write"]);
	await bob.openChannel("general");
	// Enter completes from the very moment that the suggestion is there.
	await bob.page.evaluate(() => {
		const observer = new MutationObserver(() => {
			if (!document.querySelector("[role=option]")?.textContent?.includes("kiln")) return;
			observer.disconnect();
			document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
		});
		observer.observe(document.body, { childList: true, subtree: true });
	});
	await bob.composer.fill("hot :kil");
	await expect(bob.composer).toHaveValue("hot :kiln: ");
	await bob.page.keyboard.press("Enter");
	const inText = bob.page.getByRole("article").getByRole("img", { name: ":kiln:" });
	await expect(inText).toHaveJSProperty("naturalWidth", 128);
	const copied = await bob.message("hot").evaluate(async (article) => {
		const text = article.querySelector("[lang], [dir=auto] picture")?.closest("div");
		if (text) getSelection()?.selectAllChildren(text);
		document.execCommand("copy");
		return navigator.clipboard.readText();
	});
	expect(copied).toContain("hot :kiln:");

	await bob.message("hot").hover();
	await bob.page
		.getByRole("toolbar", { name: "Message actions" })
		.getByRole("button", { name: "Add reaction" })
		.click();
	await bob.page.getByRole("combobox", { name: "Search emoji" }).fill("kiln");
	await bob.page.getByRole("option", { name: "kiln", exact: true }).click();
	const reaction = bob.message("hot").getByRole("button", { name: /:kiln:/ });
	await expect(reaction).toHaveAttribute("aria-pressed", "true");

	await nameOf("kiln").fill("oven");
	await nameOf("kiln").press("Enter");
	await expect(nameOf("oven")).toHaveValue("oven");
	await bob.send("now :oven: and :kiln:");
	await expect(bob.page.getByRole("img", { name: ":oven:" })).toBeVisible();
	await expect(bob.message("now").getByText("and :kiln:")).toBeVisible();
	await ada.button("Remove :oven:").click();
	await ada.dialog("Remove :oven:?").getByRole("button", { name: "Remove", exact: true }).click();
	await expect(ada.page.getByText("No emoji yet")).toBeVisible();

	await bob.page.reload();
	await expect(inText).toHaveJSProperty("naturalWidth", 128);
	await expect(reaction).toBeVisible();
	await ada.openChannel("general");
	await expect(ada.message("hot").getByRole("img", { name: ":kiln:" })).toBeVisible();
	await ada.send(":oven:");
	await expect(ada.page.getByText(":oven:", { exact: true }).last()).toBeVisible();
	await expect(ada.page.getByRole("img", { name: ":oven:" })).toHaveCount(1);
});
