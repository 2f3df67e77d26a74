import { choose, picture, pictureFile, tiles } from "./attachments";
import { expect, test } from "./fixtures";
import type { UserPage } from "./user-page";

/** Drops a file of the given size on the conversation. */
async function drop(person: UserPage, name: string, size: number): Promise<void> {
	const dragged = await person.page.evaluateHandle(
		({ name, size }) => {
			const data = new DataTransfer();
			data.items.add(new File(["a".repeat(size)], name, { type: "text/plain" }));
			return data;
		},
		{ name, size },
	);
	const list = person.page.locator("[data-scroller]");
	await list.dispatchEvent("dragover", { dataTransfer: dragged });
	await expect(person.page.getByText("Drop to attach")).toBeVisible();
	await list.dispatchEvent("drop", { dataTransfer: dragged });
	await expect(person.page.getByText("Drop to attach")).toHaveCount(0);
}

test("files are chosen, pasted and dropped, sent with the text, and shift no content", async ({ people }) => {
	const { ada, bob } = await people.serverWith(["ada", "bob"]);
	await ada.openChannel("general");
	await bob.openChannel("general");
	const send = ada.button("Send");

	// A file that is too large and a failed upload both show an error, and the message is not sent without them.
	await drop(ada, "dem.laz", 26 * 1024 * 1024);
	await expect(tiles(ada)).toContainText(["Over 25 MB"]);
	await expect(ada.page.getByText("dem.laz is over 25 MB. Remove it to send.")).toBeVisible();
	await ada.send("with a file that is too big");
	await expect(send).toBeDisabled();
	await expect(tiles(ada)).toHaveCount(1);
	await ada.button("Remove dem.laz").click();
	await ada.composer.fill("");

	// When Enter is pressed before the tile appears, the text waits for the file.
	const held: (() => void)[] = [];
	await ada.page.route("**/api/attachments", async (route) => {
		await new Promise<void>((resolve) => held.push(resolve));
		return route.continue();
	});
	await ada.page.reload();
	await ada.waitUntilReady();
	await choose(ada, await pictureFile("early.png"));
	await ada.send("with an early file");
	await expect(ada.composer).toHaveValue("with an early file");
	await expect.poll(() => held.length).toBe(1);
	held[0]?.();
	await expect(tiles(ada)).toContainText(["Uploaded"]);
	await ada.page.unroute("**/api/attachments");

	// Uploaded files survive a reload.
	await ada.page.reload();
	await ada.waitUntilReady();
	await expect(tiles(ada)).toContainText(["early.png"]);
	await expect(ada.composer).toHaveValue("with an early file");
	await ada.button("Remove early.png").click();
	await ada.composer.fill("");

	// A file copied together with its name is treated as a file; a folder shows a hint.
	await ada.composer.evaluate((field) => {
		const clipboardData = new DataTransfer();
		clipboardData.items.add(new File(["a"], "copied.txt", { type: "text/plain" }));
		clipboardData.setData("text/plain", "copied.txt");
		field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
	});
	await expect(tiles(ada)).toContainText(["copied.txt"]);
	await ada.button("Remove copied.txt").click();
	await ada.page.locator("[data-scroller]").evaluate((list) => {
		const dataTransfer = new DataTransfer();
		dataTransfer.items.add(new File([""], "photos"));
		DataTransferItem.prototype.webkitGetAsEntry = () => ({ isDirectory: true }) as FileSystemEntry;
		list.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
	});
	await expect(ada.page.getByText("A folder can’t be attached.")).toBeVisible();
	await expect(tiles(ada)).toHaveCount(0);
	await ada.page.reload();
	await ada.waitUntilReady();

	// If there are more files than a message can have, the excess files are named.
	await choose(ada, ...(await Promise.all(Array.from({ length: 11 }, (_, n) => pictureFile(`n${n}.png`, 8, 8)))));
	await expect(ada.page.getByText("A message can have 10 files. 1 wasn’t added: n10.png")).toBeVisible();
	await expect(tiles(ada)).toHaveCount(10);
	await ada.composer.fill("word ".repeat(900));
	await ada.button("Attach as file").click();
	await expect(ada.page.getByText("1 wasn’t added: message.txt")).toBeVisible();
	await expect(ada.composer).not.toHaveValue("");
	await ada.composer.fill("");
	for (let n = 0; n < 10; n++) await ada.button(`Remove n${n}.png`).click();
	await ada.page.reload();
	await ada.waitUntilReady();
	let fate: "hold" | "cut" | "go" = "cut";
	let release = () => {};
	await ada.page.route("**/api/channels/*/attachments", async (route) => {
		if (fate === "cut") return route.abort();
		if (fate === "hold") await new Promise<void>((resolve) => (release = resolve));
		return route.continue().catch(() => {});
	});
	await choose(ada, await pictureFile("tide.png"));
	await expect(tiles(ada).getByRole("alert")).toBeVisible();
	await expect(send).toBeDisabled();
	fate = "go";
	await ada.button("Retry uploading tide.png").click();
	await expect(tiles(ada)).toContainText(["Uploaded"]);
	await expect(send).toBeEnabled();

	// During the upload, sending waits, and the upload can be cancelled.
	fate = "hold";
	await choose(ada, await pictureFile("slow.png"));
	await expect(tiles(ada).getByRole("progressbar", { name: "Uploading slow.png" })).toBeVisible();
	await expect(ada.page.getByText("You can send when uploads finish.")).toBeVisible();
	await expect(send).toBeDisabled();
	await ada.button("Remove slow.png").click();
	release();
	await expect(tiles(ada)).toHaveCount(1);
	await expect(send).toBeEnabled();
	fate = "go";

	// Pastes a file, then drops one on the conversation.
	const bytes = [...(await picture(300, 300, "#246"))];
	await ada.composer.evaluate((field, bytes) => {
		const clipboardData = new DataTransfer();
		clipboardData.items.add(new File([new Uint8Array(bytes)], "pasted.png", { type: "image/png" }));
		field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
	}, bytes);
	await expect(tiles(ada)).toHaveCount(2);
	await drop(ada, "notes.txt", 19);
	await expect(tiles(ada)).toContainText(["Uploaded", "Uploaded", "Uploaded"]);

	// Adds a description, and marks the picture as a spoiler.
	await ada.button("Describe tide.png").click();
	const dialog = ada.dialog("Describe tide.png");
	await dialog.getByLabel("Description").fill("A tide table of the north coast");
	await dialog.getByRole("button", { name: "Save" }).click();
	await ada.button("Describe pasted.png").click();
	await ada.dialog("Describe pasted.png").getByRole("switch", { name: "Hide as a spoiler" }).click();
	await ada.dialog("Describe pasted.png").getByRole("button", { name: "Save" }).click();
	await expect(send).toBeEnabled();
	await ada.send("three of a kind");
	await expect(tiles(ada)).toHaveCount(0);

	const row = bob.message(/three of a kind/);
	await expect(row.locator("img")).toHaveCount(2);
	await expect(row.getByRole("link", { name: "Download notes.txt" })).toHaveAttribute("download", "notes.txt");
	await expect(row.getByText("TXT, 19 bytes")).toBeVisible();
	await row.getByRole("button", { name: "Description" }).click();
	await expect(row.getByText("A tide table of the north coast")).toBeVisible();
	await row.getByRole("button", { name: "Show spoiler" }).click();
	await expect(row.getByRole("button", { name: "Open pasted.png" })).toBeVisible();

	// An incoming message reserves the space of its pictures before they have loaded.
	await bob.page.route("**/thumbnail", async (route) => {
		await new Promise((resolve) => setTimeout(resolve, 300));
		return route.continue().catch(() => {});
	});
	await choose(ada, await pictureFile("tall.png", 900, 1800, "#070"));
	await expect(tiles(ada)).toContainText(["Uploaded"]);
	await ada.composer.press("Enter");
	const tall = bob.message(/tall\.png/);
	await expect(tall).toBeVisible();
	const before = await tall.boundingBox();
	await expect.poll(() => tall.locator("img").evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);
	expect(await tall.boundingBox()).toEqual(before);
	expect(Math.round((await tall.locator("img").boundingBox())?.height ?? 0)).toBe(320);

	// The text is too long to send.
	await ada.composer.fill("word ".repeat(900));
	await ada.button("Attach as file").click();
	await expect(tiles(ada)).toContainText(["message.txt"]);
	await expect(ada.composer).toHaveValue("");
	await expect(tiles(ada)).toContainText(["Uploaded"]);
});
