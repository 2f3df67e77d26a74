import sharp from "sharp";
import { seriousViolations } from "./accessible";
import { picture, sendWithFiles, uploadOk } from "./attachments";
import { expect, test } from "./fixtures";
import { animated } from "./users";

test("pictures open one at a time by keyboard, and every spot is reachable", async ({ people }) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"], animated);
	const general = place.channel("general");
	const colours = ["#a33", "#3a3", "#33a", "#aa3", "#3aa"];
	const images = await Promise.all(
		colours.map(async (colour, n) => uploadOk(ada.api, general, `p${n}.png`, await picture(800, 600, colour))),
	);
	await ada.api.call("PATCH", images[1]?.url ?? "", { alt: "Green all over" });
	await sendWithFiles(ada.api, general, "five colours", ...images);
	await sendWithFiles(ada.api, general, "a clip", await uploadOk(ada.api, general, "clip.wav", wav()));
	const frames = await Promise.all(colours.map((colour) => picture(80, 60, colour)));
	const moving = await sharp(frames, { join: { animated: true } })
		.webp()
		.toBuffer();
	const [moves, still] = [
		await uploadOk(ada.api, general, "moves.webp", moving),
		await uploadOk(ada.api, general, "still.webp", await sharp(frames[0]).webp().toBuffer()),
	];
	await sendWithFiles(ada.api, general, "one moves", moves, still);
	await bob.openChannel("general");
	await expect(bob.message(/one moves/).locator("img")).toHaveCount(2);
	const [movingPicture, stillPicture] = await bob
		.message(/one moves/)
		.locator("img")
		.all();
	expect(await movingPicture?.getAttribute("src")).toBe(moves.url);
	expect(await stillPicture?.getAttribute("src")).toBe(still.thumbnailUrl);
	const row = bob.message(/five colours/);
	await expect(row.locator("img")).toHaveCount(4);
	await expect(row.getByText("+1")).toBeVisible();
	await expect(bob.message(/a clip/).locator("audio[controls]:not([autoplay])")).toBeVisible();

	// The pictures of a search result appear as pictures, not as file names.
	await bob.page.keyboard.press("/");
	await bob.page.getByRole("combobox", { name: "Search messages" }).fill("five colours");
	const found = bob.page.getByRole("complementary", { name: "Search" }).getByRole("option", { name: /five colours/ });
	await expect(found.locator("img")).toHaveCount(4);
	await expect(found.getByText("+1")).toBeVisible();
	await bob.page.keyboard.press("Escape");

	await row.getByRole("button", { name: "Open p0.png" }).click();
	const box = bob.page.getByRole("dialog", { name: "p0.png" });
	await expect(box.getByText("1 of 5")).toBeVisible();
	await bob.page.keyboard.press("ArrowRight");
	const second = bob.page.getByRole("dialog", { name: "p1.png" });
	await expect(second.getByText("Green all over")).toBeVisible();
	await bob.page.keyboard.press("ArrowLeft");
	await bob.page.keyboard.press("ArrowLeft");
	const last = bob.page.getByRole("dialog", { name: "p4.png" });
	await expect(last.getByText("5 of 5")).toBeVisible();
	const shown = last.getByRole("img", { name: "p4.png" });
	const width = async () => (await shown.boundingBox())?.width ?? 0;
	const small = await width();
	await bob.page.keyboard.press("+");
	await expect.poll(width).toBeGreaterThan(small);
	for (let press = 0; press < 9; press++) {
		await bob.page.keyboard.press("Tab");
		expect(await last.evaluate((dialog) => dialog.contains(document.activeElement))).toBe(true);
	}
	for (const colorScheme of ["dark", "light"] as const) {
		await bob.page.emulateMedia({ colorScheme });
		expect(await seriousViolations(bob.page)).toEqual([]);
	}
	const [download] = await Promise.all([
		bob.page.waitForEvent("download"),
		last.getByRole("link", { name: "Download p4.png" }).click(),
	]);
	expect(download.suggestedFilename()).toBe("p4.png");
	await bob.page.keyboard.press("Escape");
	await expect(last).toHaveCount(0);
	expect(await seriousViolations(bob.page, { within: "main" })).toEqual([]);

	// A picture that fails to load shows an error, and loads on retry.
	await bob.page.route("**/thumbnail*", (route) => route.abort());
	await bob.page.reload();
	await bob.waitUntilReady();
	await expect(row.getByText("Image didn’t load").first()).toBeVisible();
	await bob.page.unroute("**/thumbnail*");
	await row.getByRole("button", { name: "Try again" }).first().click();
	await expect
		.poll(() =>
			row
				.locator("img")
				.first()
				.evaluate((img: HTMLImageElement) => img.naturalWidth),
		)
		.toBeGreaterThan(0);
});

/** Returns a tenth of a second of silence. */
function wav(): Buffer {
	const samples = 800;
	const head = Buffer.alloc(44);
	head.write("RIFF", 0);
	head.writeUInt32LE(36 + samples, 4);
	head.write("WAVEfmt ", 8);
	head.writeUInt32LE(16, 16);
	head.writeUInt16LE(1, 20);
	head.writeUInt16LE(1, 22);
	head.writeUInt32LE(8000, 24);
	head.writeUInt32LE(8000, 28);
	head.writeUInt16LE(1, 32);
	head.writeUInt16LE(8, 34);
	head.write("data", 36);
	head.writeUInt32LE(samples, 40);
	return Buffer.concat([head, Buffer.alloc(samples, 128)]);
}
