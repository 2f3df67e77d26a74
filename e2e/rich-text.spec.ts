import { seriousViolations } from "./accessible";
import { expect, test } from "./fixtures";

test("Markdown never becomes HTML, an image or a misleading link", async ({ people }) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	const general = place.channel("general");
	for (const text of [
		"![a picture](https://evil.example/x.png)",
		"[press me](javascript:alert(1)) [or me](data:text/html,x)",
		"<div style='position:fixed'>**over everything**</div>",
		"[https://bank.example](https://evil.example/login)",
	])
		await ada.api.sends(general, text);
	await bob.openChannel("general");
	const rows = bob.page.locator("article[data-row]");
	await expect(rows.getByText("(evil.example)")).toBeVisible();
	await expect(rows.locator("img[src*=evil], div[style*=fixed], script")).toHaveCount(0);
	for (const link of await rows.getByRole("link").all())
		expect(await link.getAttribute("href")).toMatch(/^https:\/\/evil\.example\//);
	await expect(rows.getByText("press me")).toBeVisible();
});

test("Markdown typed in the composer is formatted for the reader, in a live conversation", async ({
	people,
	context,
}) => {
	await context.grantPermissions([]);
	const { ada, bob } = await people.serverWith(["ada", "bob"]);
	await bob.context.grantPermissions(["clipboard-read", "clipboard-write"]);
	await ada.openChannel("general");
	await bob.openChannel("general");
	await ada.send(`**The kettle** is _on_, ~~maybe~~ \`now\`: for @${bob.username} some ||tea||`);
	const row = bob.message(/The kettle/);
	await expect(row.locator("strong")).toHaveText("The kettle");
	await expect(row.locator("em")).toHaveText("on");
	await expect(row.locator("s")).toHaveText("maybe");
	await expect(row.locator("code")).toHaveText("now");
	await row.getByRole("button", { name: "Show spoiler" }).click();
	await expect(row.getByRole("button", { name: "Show spoiler" })).toHaveCount(0);
	await expect(row.getByText("tea", { exact: true })).toBeVisible();

	await ada.send("🔥🎉");
	await expect(bob.page.getByText("🔥🎉", { exact: true })).toHaveCSS("font-size", "40px");
	await ada.api.sends(ada.placeOf().channel("general"), "# Large\n> said by somebody\n\n1. one\n2. two\n\n- and so on");
	const last = bob.message(/Large/);
	await expect(last.locator("blockquote")).toHaveText("said by somebody");
	await expect(last.locator("ol > li")).toHaveCount(2);

	const code = Array.from({ length: 30 }, (_, n) => `const line${n} = ${n};`).join("\n");
	await ada.api.sends(ada.placeOf().channel("general"), `\`\`\`ts\n${code}\n\`\`\``);
	const block = bob.page.locator("figure").filter({ hasText: "line0" });
	await expect(block.locator(".hljs-keyword").first()).toHaveText("const");
	await expect(block).not.toContainText("line29");
	await block.getByRole("button", { name: "Show all 30 lines" }).click();
	await expect(block).toContainText("line29");
	await block.getByRole("button", { name: "Copy" }).click();
	await expect(block.getByText("Copied")).toBeVisible();
	expect(await bob.page.evaluate(() => navigator.clipboard.readText())).toBe(code);

	for (const colorScheme of ["dark", "light"] as const) {
		await bob.page.emulateMedia({ colorScheme });
		expect(await seriousViolations(bob.page, { within: "main" })).toEqual([]);
	}
});
