import { expect, test } from "./fixtures";
import { ServerFixture } from "./server-fixture";

const hostile = [
	"<script>window.struck = 1</script>",
	"<img src=x onerror='window.struck = 1'>",
	'"><svg/onload=window.struck=1>',
	"&lt;b&gt;kept as typed&amp;",
	"{{7*7}} {count, plural, one {#} other {#}} <b>bold</b>",
	"</title><style>body{display:none}</style>",
];

test("user input is always shown as text, only web addresses become links, and these send no referrer", async ({
	people,
}) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	const general = place.channel("general");
	await ada.api.call("PATCH", "/api/account", { displayName: hostile[0], bio: hostile[1] });
	await ada.api.call("PATCH", `/api/channels/${general}`, { topic: hostile[4] });
	await ada.api.call("PATCH", `/api/servers/${place.serverId}`, { name: hostile[1], description: hostile.join("\n") });
	await bob.openChannel("general");
	for (const text of hostile) await ada.api.sends(general, text);
	for (const text of hostile)
		await expect(bob.page.locator("article[data-row]").getByText(text, { exact: true }).last()).toBeVisible();
	for (const text of [
		"javascript:alert(1)",
		"data:text/html,<script>alert(1)</script>",
		"vbscript:x file:///etc/passwd //evil.example",
		"JaVaScRiPt:alert(1)//http://x",
		"see (https://example.org/a_(b)) and http://example.org/?q=<script>.",
	])
		await ada.api.sends(general, text);
	await expect(bob.message("see (").getByRole("link").first()).toHaveAttribute("href", "https://example.org/a_(b)");
	for (const link of await bob.page.locator("article[data-row] a").all()) {
		expect(await link.getAttribute("href")).toMatch(/^https?:\/\//);
		expect(await link.getAttribute("rel")).toMatch(/noopener.*noreferrer|noreferrer.*noopener/);
	}
	await bob.clickTool("Reply", hostile[2] ?? "");
	await bob.send("an answer");
	await expect(bob.message("an answer").getByRole("button", { name: hostile[0] ?? "" })).toBeVisible();
	await expect(bob.page).toHaveTitle(/<img src=x/);
	for (const path of [place.path, "/explore", "/"]) {
		await bob.goto(path);
		await expect(bob.page.getByText(hostile[1] ?? "").first()).toBeVisible();
	}
	await ada.goto("/settings");
	await expect(ada.page.getByText(hostile[0] ?? "").first()).toBeVisible();
	for (const person of [ada, bob]) {
		expect(await person.page.evaluate(() => "struck" in window)).toBe(false);
		await expect(person.page.locator("main script, main svg[onload], main img[src=x], main style")).toHaveCount(0);
	}
});

test("direction controls affect only their own text, piled marks cover no other, and endless words stay in their box", async ({
	people,
}) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	const general = place.channel("general");
	const turned = "\u202eevil";
	await ada.api.call("PATCH", "/api/account", { displayName: turned });
	await ada.api.sends(general, "a line above");
	await ada.api.sends(general, `marks${"\u0300\u0316".repeat(75)}`);
	await ada.api.sends(general, "a line below");
	await ada.api.sends(general, `${turned} says nothing`);
	await ada.api.sends(general, "x".repeat(4000));
	await ada.api.sends(general, "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!͖̬̰̙̗̿̋ͥͥ̂ͣ̐́́͜͞".repeat(50));
	await bob.openChannel("general");
	const row = bob.page.locator("article[data-row]");
	const lines = [row.getByText("a line above"), row.getByText("a line below")];
	const seen = async () => {
		const shots: string[] = [];
		for (const line of lines) shots.push((await line.screenshot()).toString("base64"));
		return shots;
	};
	const withMarks = await seen();
	await row.getByText(/^marks/).evaluate((element) => element.style.setProperty("visibility", "hidden"));
	expect(await seen()).toEqual(withMarks);

	await bob.clickTool("Reply", "says nothing");
	// The text around the name reads from left to right.
	const label = bob.page.getByText(/^Replying to/);
	const places = await label.evaluate((element) => {
		const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
		const xs: number[] = [];
		for (let node = walker.nextNode(); node; node = walker.nextNode()) {
			const range = document.createRange();
			range.selectNodeContents(node);
			xs.push(range.getBoundingClientRect().left);
		}
		return xs;
	});
	expect(places).toEqual(places.toSorted((a, b) => a - b));
	const widths = await bob.page.evaluate(() =>
		[...document.querySelectorAll("article[data-row]")].map((row) => row.scrollWidth - row.clientWidth),
	);
	expect(widths.every((over) => over <= 0)).toBe(true);
	const name = `${"W".repeat(99)}!`;
	const wide = await ServerFixture.madeBy(ada.api, name, { description: "y".repeat(1000) });
	await bob.goto(wide.path);
	await bob.button(/^Join/).click();
	await expect(bob.heading("general")).toBeVisible();
	expect(await bob.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
});
