import { expect, test } from "./fixtures";

test("text typed into the search of Explore before the page is interactive is kept and searched for", async ({
	people,
}) => {
	const { bob, place } = await people.serverWith(["bob"]);
	const { page } = bob;
	let release = () => {};
	const held = new Promise<void>((resolve) => (release = resolve));
	await page.route("**/_next/static/**/*.js*", async (route) => {
		await held;
		await route.continue();
	});
	await page.goto("/explore", { waitUntil: "commit" });
	const field = page.getByRole("searchbox");
	await field.fill(place.name);
	release();
	await expect(page).toHaveURL(`/explore?${new URLSearchParams({ q: place.name })}`);
	await expect(field).toHaveValue(place.name);
	await expect(page.getByRole("main").getByRole("link", { name: place.name, exact: true })).toBeVisible();
});

test("text typed in Explore while an earlier search is underway is kept", async ({ people }) => {
	const { bob } = await people.serverWith(["bob"]);
	const { page } = bob;
	const field = page.getByRole("searchbox");
	for (const open of [() => bob.goto("/explore"), openInBrowser]) {
		await open();
		const asked: string[] = [];
		let typed = "";
		// Each search is answered after the next letter.
		await page.route(/[?&]q=/, async (route) => {
			const q = new URL(route.request().url()).searchParams.get("q") ?? "";
			asked.push(q);
			await expect.poll(() => typed !== q || q === "quiet").toBe(true);
			await route.continue().catch(() => {});
		});
		for (const letter of "quiet") {
			await field.press(letter);
			typed += letter;
			await expect.poll(() => asked).toContain(typed);
			await expect(field).toHaveValue(typed);
		}
		await expect(page).toHaveURL("/explore?q=quiet");
		await expect(page.getByText("“quiet”")).toBeVisible();
		await expect(field).toHaveValue("quiet");
		await page.unroute(/[?&]q=/);
	}

	async function openInBrowser() {
		await bob.goto("/");
		await page.getByRole("navigation", { name: "Servers", exact: true }).getByRole("link", { name: "Explore" }).click();
		await expect(page).toHaveURL("/explore");
	}
});
