import { randomUUID } from "node:crypto";
import { readdirSync } from "node:fs";
import AxeBuilder from "@axe-core/playwright";
import sharp from "sharp";
import type { Attachment } from "@/lib/realtime/protocol";
import type { ApiClient } from "./api-client";
import { expect, test } from "./fixtures";
import type { UserPage } from "./user-page";

const picture = (width: number, height: number, background = "#c40") =>
	sharp({ create: { width, height, channels: 3, background } })
		.png()
		.toBuffer();
const shows = async (name: string, width = 640, height = 360, background?: string) => ({
	name,
	mimeType: "image/png",
	buffer: await picture(width, height, background),
});

/** Uploads a file without the browser, with any name and type. */
async function gives(wire: ApiClient, channelId: number, name: string, bytes: Buffer | string, type = "image/png") {
	const form = new FormData();
	form.append("file", new Blob([new Uint8Array(Buffer.from(bytes))], { type }), name);
	const headers = { cookie: wire.cookie };
	return fetch(`${wire.url}/api/channels/${channelId}/attachments`, { method: "POST", headers, body: form });
}

async function gave(wire: ApiClient, channelId: number, name: string, bytes: Buffer | string): Promise<Attachment> {
	const answer = await gives(wire, channelId, name, bytes);
	expect(answer.status).toBe(201);
	return ((await answer.json()) as { attachment: Attachment }).attachment;
}

const sends = (wire: ApiClient, channelId: number, content: string, ...files: Attachment[]) =>
	wire.call<{ message: { seq: number } }>("POST", `/api/channels/${channelId}/messages`, {
		nonce: randomUUID(),
		content,
		attachmentIds: files.map(({ id }) => id),
	});

const asks = (wire: ApiClient, path: string, init: RequestInit = {}) =>
	fetch(wire.url + path, { ...init, headers: { cookie: wire.cookie, ...init.headers } });

const tiles = (person: UserPage) =>
	person.page.getByRole("list", { name: "Files for this message" }).getByRole("listitem");
const chooses = (person: UserPage, ...files: { name: string; mimeType: string; buffer: Buffer }[]) =>
	person.page.locator("input[type=file]").setInputFiles(files);

/** Drops a file of the given size on the conversation. */
async function drops(person: UserPage, name: string, size: number): Promise<void> {
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

test("only users who can read a channel can fetch its files, and active content is never shown inline", async ({
	people,
	app,
}) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	const eve = await people.signedIn("eve");
	const general = place.channel("general");
	const file = await gave(ada.api, general, "map.png", await picture(600, 300));
	await sends(ada.api, general, "the map", file);

	const never = await (await asks(eve.api, "/api/attachments/999999999")).text();
	expect((await asks(bob.api, file.url)).status).toBe(200);
	await bob.api.leave(place.serverId);
	for (const { api: wire } of [bob, eve])
		for (const path of [file.url, `${file.url}/thumbnail`]) {
			for (const headers of [{}, { range: "bytes=0-9" }] as Record<string, string>[]) {
				const answer = await asks(wire, path, { headers });
				expect([answer.status, await answer.text()]).toEqual([404, never]);
			}
			expect((await asks(wire, path, { method: "HEAD" })).status).toBe(404);
		}
	expect((await fetch(app.url + file.url)).status).toBe(401);
	await bob.api.join(place.serverId);
	expect((await asks(bob.api, file.url, { headers: { range: "bytes=0-9" } })).status).toBe(206);

	for (const [name, bytes, type] of [
		["x.svg", '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "text/plain"],
		["photo.png", "<html><script>alert(1)</script></html>", "text/plain"],
		["a.pdf", "%PDF-1.7\n", "application/pdf"],
	] as const) {
		const given = await gave(ada.api, general, name, bytes);
		expect([given.type, given.kind]).toEqual([type, "file"]);
		const { headers } = await asks(ada.api, given.url);
		expect(headers.get("content-disposition")).toMatch(/^attachment/);
		expect(headers.get("content-security-policy")).toBe("sandbox; default-src 'none'");
	}
	const bomb = await picture(10, 10);
	bomb.writeUInt32BE(60_000, 16);
	bomb.writeUInt32BE(60_000, 20);
	expect((await gives(ada.api, general, "bomb.png", bomb)).status).toBe(400);
	const large = await gives(ada.api, general, "large.bin", Buffer.alloc(26 * 1024 * 1024)).catch(() => null);
	expect(large?.status ?? 413).toBe(413);
});

test("files are chosen, pasted and dropped, sent with the text, and shift no content", async ({ people }) => {
	const { ada, bob } = await people.serverWith(["ada", "bob"]);
	await ada.openChannel("general");
	await bob.openChannel("general");
	const send = ada.button("Send");

	// A file that is too large and a failed upload both show an error, and the message is not sent without them.
	await drops(ada, "dem.laz", 26 * 1024 * 1024);
	await expect(tiles(ada)).toContainText(["Over 25 MB"]);
	await expect(ada.page.getByText("dem.laz is over 25 MB. Remove it to send.")).toBeVisible();
	await ada.send("with a file that is too big");
	await expect(send).toBeDisabled();
	await expect(tiles(ada)).toHaveCount(1);
	await ada.button("Remove dem.laz").click();
	await ada.composer.fill("");

	// When Enter is pressed before the tile appears, the text waits for the file.
	let bounds = () => {};
	await ada.page.route("**/api/attachments", async (route) => {
		await new Promise<void>((resolve) => (bounds = resolve));
		return route.continue();
	});
	await ada.page.reload();
	await ada.waitUntilReady();
	await chooses(ada, await shows("early.png"));
	await ada.send("with an early file");
	await expect(ada.composer).toHaveValue("with an early file");
	bounds();
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
	await chooses(ada, ...(await Promise.all(Array.from({ length: 11 }, (_, n) => shows(`n${n}.png`, 8, 8)))));
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
	await chooses(ada, await shows("tide.png"));
	await expect(tiles(ada).getByRole("alert")).toBeVisible();
	await expect(send).toBeDisabled();
	fate = "go";
	await ada.button("Retry uploading tide.png").click();
	await expect(tiles(ada)).toContainText(["Uploaded"]);
	await expect(send).toBeEnabled();

	// During the upload, sending waits, and the upload can be cancelled.
	fate = "hold";
	await chooses(ada, await shows("slow.png"));
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
	await drops(ada, "notes.txt", 19);
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
	await chooses(ada, await shows("tall.png", 900, 1800, "#070"));
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

test("pending files survive a reload; deleting the message deletes its files", async ({ people, app }) => {
	const { ada, bob } = await people.serverWith(["ada", "bob"]);
	const kept = () =>
		readdirSync(app.dataDir, { recursive: true, encoding: "utf8" }).filter((name) =>
			/^files\/..\/[0-9a-f]{32}/.test(name),
		).length;
	await ada.openChannel("general");
	await bob.openChannel("general");
	const before = kept();
	await chooses(ada, await shows("kept.png"));
	await expect(tiles(ada)).toContainText(["Uploaded"]);
	await ada.cable.setState("cut");
	await ada.page.evaluate(() => dispatchEvent(new Event("offline")));
	await ada.send("sent without a connection");
	await expect(ada.message(/sent without a connection/)).toBeVisible();
	await ada.reconnect();
	await ada.page.reload();
	await ada.waitUntilReady();
	const row = bob.message(/sent without a connection/);
	await expect(row.getByRole("button", { name: "Open kept.png" })).toBeVisible();
	expect(kept()).toBe(before + 2);
	const path = await row.locator("img").getAttribute("src");

	await ada.chooseFromMenu("Delete", /sent without a connection/);
	await ada
		.dialog(/Delete/)
		.getByRole("button", { name: "Delete" })
		.click();
	await expect(row).toHaveCount(0);
	expect((await asks(bob.api, path ?? "")).status).toBe(404);
	await expect.poll(kept).toBe(before);
});

test("pictures open one at a time by keyboard, and every spot is reachable", async ({ people }) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	const general = place.channel("general");
	const colours = ["#a33", "#3a3", "#33a", "#aa3", "#3aa"];
	const images = await Promise.all(
		colours.map(async (colour, n) => gave(ada.api, general, `p${n}.png`, await picture(800, 600, colour))),
	);
	await ada.api.call("PATCH", images[1]?.url ?? "", { alt: "Green all over" });
	await sends(ada.api, general, "five colours", ...images);
	await sends(ada.api, general, "a clip", await gave(ada.api, general, "clip.wav", wav()));
	const frames = await Promise.all(colours.map((colour) => picture(80, 60, colour)));
	const moving = await sharp(frames, { join: { animated: true } })
		.webp()
		.toBuffer();
	const [moves, still] = [
		await gave(ada.api, general, "moves.webp", moving),
		await gave(ada.api, general, "still.webp", await sharp(frames[0]).webp().toBuffer()),
	];
	await sends(ada.api, general, "one moves", moves, still);
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
		const { violations } = await new AxeBuilder({ page: bob.page }).analyze();
		expect(violations.filter(({ impact }) => impact === "serious" || impact === "critical")).toEqual([]);
	}
	const [download] = await Promise.all([
		bob.page.waitForEvent("download"),
		last.getByRole("link", { name: "Download p4.png" }).click(),
	]);
	expect(download.suggestedFilename()).toBe("p4.png");
	await bob.page.keyboard.press("Escape");
	await expect(last).toHaveCount(0);
	const { violations } = await new AxeBuilder({ page: bob.page }).include("main").analyze();
	expect(violations.filter(({ impact }) => impact === "serious" || impact === "critical")).toEqual([]);

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
