import { readdirSync } from "node:fs";
import { choose, picture, pictureFile, request, sendWithFiles, tiles, upload, uploadOk } from "./attachments";
import { expect, test } from "./fixtures";

test.use({ loadsAhead: true });

test("only users who can read a channel can fetch its files, and active content is never shown inline", async ({
	people,
	app,
}) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	const eve = await people.signedIn("eve");
	const general = place.channel("general");
	const file = await uploadOk(ada.api, general, "map.png", await picture(600, 300));
	await sendWithFiles(ada.api, general, "the map", file);

	const never = await (await request(eve.api, "/api/attachments/999999999")).text();
	expect((await request(bob.api, file.url)).status).toBe(200);
	await bob.api.leave(place.serverId);
	for (const { api: client } of [bob, eve])
		for (const path of [file.url, `${file.url}/thumbnail`]) {
			for (const headers of [{}, { range: "bytes=0-9" }] as Record<string, string>[]) {
				const answer = await request(client, path, { headers });
				expect([answer.status, await answer.text()]).toEqual([404, never]);
			}
			expect((await request(client, path, { method: "HEAD" })).status).toBe(404);
		}
	expect((await fetch(app.url + file.url)).status).toBe(401);
	await bob.api.join(place.serverId);
	expect((await request(bob.api, file.url, { headers: { range: "bytes=0-9" } })).status).toBe(206);

	for (const [name, bytes, type] of [
		["x.svg", '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "text/plain"],
		["photo.png", "<html><script>alert(1)</script></html>", "text/plain"],
		["a.pdf", "%PDF-1.7\n", "application/pdf"],
	] as const) {
		const given = await uploadOk(ada.api, general, name, bytes);
		expect([given.type, given.kind]).toEqual([type, "file"]);
		const { headers } = await request(ada.api, given.url);
		expect(headers.get("content-disposition")).toMatch(/^attachment/);
		expect(headers.get("content-security-policy")).toBe("sandbox; default-src 'none'");
	}
	const bomb = await picture(10, 10);
	bomb.writeUInt32BE(60_000, 16);
	bomb.writeUInt32BE(60_000, 20);
	expect((await upload(ada.api, general, "bomb.png", bomb)).status).toBe(400);
	const large = await upload(ada.api, general, "large.bin", Buffer.alloc(26 * 1024 * 1024)).catch(() => null);
	expect(large?.status ?? 413).toBe(413);
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
	await choose(ada, await pictureFile("kept.png"));
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
	expect((await request(bob.api, path ?? "")).status).toBe(404);
	await expect.poll(kept).toBe(before);
});
