import sharp from "sharp";
import { violationsIn } from "./accessible";
import { expect, test } from "./fixtures";
import { runAdmin } from "./run-admin";
import type { UserPage } from "./user-page";

const half = (left: string, right: string) =>
	sharp({ create: { width: 800, height: 400, channels: 3, background: left } })
		.composite([
			{
				input: { create: { width: 400, height: 400, channels: 3, background: right } },
				left: 400,
				top: 0,
			},
		])
		.png()
		.toBuffer();

const barriers = async (person: UserPage, where: string) => {
	const violations = await violationsIn(person.page, { within: where });
	return violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`);
};

test("an avatar is chosen, cropped and saved by keyboard, and others see the change and the removal at once", async ({
	people,
}) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	await ada.api.sends(place.channel("general"), "good morning");
	await bob.openChannel("general");
	const face = bob.message("good morning").locator("img");
	const listed = bob.page.getByRole("complementary", { name: "Members" }).getByRole("button", { name: /^Ada/ });
	await expect(bob.message("good morning")).toBeVisible();
	await expect(face).toHaveCount(0);

	await ada.goto("/settings");
	const field = ada.page.getByRole("group", { name: "Avatar" });
	await field.locator("input[type=file]").setInputFiles({
		name: "face.png",
		mimeType: "image/png",
		buffer: Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>"),
	});
	await expect(field.getByRole("alert")).toContainText("damaged");
	await expect(ada.dialog("Crop picture")).toHaveCount(0);

	const choosing = ada.page.waitForEvent("filechooser");
	await field.getByRole("button", { name: "Upload picture" }).press("Enter");
	await (await choosing).setFiles({ name: "face.png", mimeType: "image/png", buffer: await half("#f00", "#00f") });
	const dialog = ada.dialog("Crop picture");
	await expect(dialog.getByRole("group", { name: "Crop area" })).toBeFocused();
	expect(await barriers(ada, "[role=dialog]")).toEqual([]);
	// Moves the picture to the right until it reaches its left edge.
	for (let press = 0; press < 30; press++) await ada.page.keyboard.press("ArrowRight");
	await ada.page.keyboard.press("Tab");
	await expect(dialog.getByRole("slider", { name: "Zoom" })).toBeFocused();
	await ada.page.keyboard.press("ArrowRight");
	await ada.page.keyboard.press("Tab");
	await ada.page.keyboard.press("Tab");
	await ada.page.keyboard.press("Enter");
	await expect(dialog).toHaveCount(0);
	await expect(field.getByRole("button", { name: "Change picture" })).toBeFocused();

	await expect(face).toBeVisible();
	await expect(listed.locator("img")).toBeVisible();
	const src = (await face.getAttribute("src")) ?? "";
	expect(src).toMatch(/^\/api\/pictures\/[0-9a-f]{64}\.webp$/);
	const drawn = await fetch(new URL(src, people.app.url)).then((answer) => answer.arrayBuffer());
	const { dominant } = await sharp(Buffer.from(drawn)).stats();
	expect(dominant.r).toBeGreaterThan(200);
	expect(dominant.b).toBeLessThan(60);
	expect(await barriers(ada, "main")).toEqual([]);

	// Earlier and later messages both show the current avatar, also after a visit elsewhere.
	await ada.api.sends(place.channel("general"), "and good night");
	await bob.openChannel("general");
	await expect(face).toHaveAttribute("src", src);

	await field.getByRole("button", { name: "Remove" }).click();
	await expect(field.getByRole("button", { name: "Upload picture" })).toBeFocused();
	await expect(face).toHaveCount(0);
	await expect(listed.locator("img")).toHaveCount(0);
	// Playwright's tracer reloads a picture that the page has released; no script of the page does.
	ada.watch.forgive(/Connecting to 'blob:/);
});

test("a server's icon and banner, and the instance's icon, are set by drag and drop, and others see them", async ({
	people,
	app,
}) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	await bob.goto("/");
	const tile = bob.page.getByRole("navigation", { name: "Servers" }).getByRole("link", { name: place.name });
	await expect(tile.locator("img")).toHaveCount(0);
	await ada.goto(`${place.path}/settings`);
	const bytes = [...(await half("#093", "#fc0"))];
	const drop = async (name: string) => {
		const field = ada.page.getByRole("group", { name, exact: true });
		const files = await ada.page.evaluateHandle((given) => {
			const transfer = new DataTransfer();
			transfer.items.add(new File([new Uint8Array(given)], "dropped.png", { type: "image/png" }));
			return transfer;
		}, bytes);
		await field.dispatchEvent("drop", { dataTransfer: files });
		await ada.dialog("Crop picture").getByRole("button", { name: "Save" }).click();
		await expect(ada.dialog("Crop picture")).toHaveCount(0);
		await expect(field.getByRole("button", { name: "Remove" })).toBeVisible();
		return field;
	};
	for (const name of ["Icon", "Banner"]) await drop(name);
	await expect(tile.locator("img")).toBeVisible();
	await bob.goto(place.path);
	await expect(bob.page.locator("main img").first()).toHaveAttribute("src", /\.webp$/);
	expect(await barriers(ada, "main")).toEqual([]);

	await runAdmin(app, "make-admin", ada.username);
	await ada.goto("/admin/settings");
	const field = await drop("Icon");
	const home = ada.page.getByRole("navigation", { name: "Servers" }).getByRole("link", { name: "Home" });
	await expect(home.locator("img")).toBeVisible();
	const homeOfBob = bob.page.getByRole("navigation", { name: "Servers" }).getByRole("link", { name: "Home" });
	await expect(homeOfBob.locator("img"), "open tabs follow").toBeVisible();
	const guest = await people.signedOut("guest");
	await guest.goto("/login");
	const src = (await guest.page.locator("header img").getAttribute("src")) ?? "";
	expect(src).toMatch(/\.webp$/);
	for (const rel of ["icon", "apple-touch-icon"])
		await expect(guest.page.locator(`link[rel="${rel}"]`)).toHaveAttribute("href", src);
	await field.getByRole("button", { name: "Remove" }).click();
	for (const tab of [home, homeOfBob]) await expect(tab.locator("svg")).toBeVisible();
	await guest.page.reload();
	await expect(guest.page.locator("header svg")).toBeVisible();
	await expect(guest.page.locator('link[rel="icon"]')).toHaveAttribute("href", /^\/icon\.svg/);
});
