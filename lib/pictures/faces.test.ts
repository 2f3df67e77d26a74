import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { after, before, test } from "node:test";
import sharp from "sharp";
import { sql } from "@/db";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { waitUntil } from "@/test/support/socket-client";
import { TestServer } from "@/test/support/test-server";
import { collectGarbage } from "../attachments/garbage-collect";
import { CHANNEL } from "../cluster/events";
import { instanceIconUrl } from "../instance/settings";
import { appState } from "../process/app-state";
import { config } from "../process/config";
import { storageFull } from "../storage/errors";

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;
let eve: ApiClient;
let serverId: number;
let channelId: number;
let hiddenId: number;

const avatar = "/api/account/avatar";
const icon = () => `/api/servers/${serverId}/icon`;
const banner = () => `/api/servers/${serverId}/banner`;

before(async () => {
	world = await TestServer.open();
	({ ada, bob, eve } = await world.createThree());
	({ serverId, channelId } = await ada.createServer("Loaf", { visibility: "public" }));
	({ serverId: hiddenId } = await ada.createServer("Cellar", { visibility: "private" }));
	await bob.join(serverId);
});
after(() => world.close());

const plain = (width: number, height: number, background = "#c40") =>
	sharp({ create: { width, height, channels: 3, background } });
const png = (width: number, height: number, background?: string) => plain(width, height, background).png().toBuffer();

/** Left half red, right half blue. */
const halves = async (width = 400, height = 200) =>
	plain(width, height, "#f00")
		.composite([{ input: await png(width / 2, height, "#00f"), left: width / 2, top: 0 }])
		.png()
		.toBuffer();

const colourOf = async (bytes: Buffer) => {
	const { dominant } = await sharp(bytes).stats();
	return dominant.r > 150 && dominant.b < 100 ? "red" : dominant.b > 150 && dominant.r < 100 ? "blue" : "other";
};

/** All stored files, with or without a row. */
const kept = () =>
	existsSync(config.filesDir)
		? readdirSync(config.filesDir, { recursive: true, encoding: "utf8" }).filter((name) => /\w{32}|-/.test(name))
		: [];

/** The bytes that count for the instance. */
const stored = async () => {
	const [row] = await sql<{ bytes: number }[]>`select sum(bytes)::int as bytes from usage where kind = 'instance'`;
	return row?.bytes ?? 0;
};

async function bomb(): Promise<Buffer> {
	const bytes = await png(10, 10);
	bytes.writeUInt32BE(60_000, 16);
	bytes.writeUInt32BE(60_000, 20);
	return bytes;
}

const urlOf = (person: ApiClient) => person.get("/api/account").then(({ body }) => body.user?.avatarUrl ?? null);

test("rejects picture changes of a server by guests, outsiders and members, without revealing a hidden one", async () => {
	const picture = await png(50, 50);
	for (const path of [avatar, icon(), banner()]) {
		assertRefused(await world.guest().putPicture(path, picture), 401, "unauthenticated");
		assertRefused(await world.guest().delete(path), 401, "unauthenticated");
	}
	for (const path of [icon(), banner()])
		for (const person of [bob, eve]) {
			assertRefused(await person.putPicture(path, picture), 403, "forbidden");
			assertRefused(await person.delete(path), 403, "forbidden");
		}
	const never = await bob.putPicture("/api/servers/999999/icon", picture);
	assertRefused(never, 404, "server_not_found");
	assert.equal((await bob.putPicture(`/api/servers/${hiddenId}/icon`, picture)).text, never.text);
	assert.equal((await bob.delete(`/api/servers/${hiddenId}/banner`)).text, never.text);
	assert.deepEqual(kept(), []);
});

test("rejects another session, site or method", async () => {
	const answer = await ada.call("PUT", avatar, { headers: { origin: "https://evil.example" } });
	assertRefused(answer, 403, "bad_origin");
	assertRefused(await ada.post(avatar), 405, "method_not_allowed");
	assertRefused(await ada.get(avatar), 405, "method_not_allowed");
	assert.equal(await urlOf(ada), null);
});

test("rejects files that are no pictures by their bytes, whatever their name", async () => {
	for (const [name, bytes] of [
		["SVG", '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
		["SVG with an XML head", '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'],
		["HTML", "<!doctype html><script>alert(1)</script>"],
		["PDF", "%PDF-1.7\n"],
		["TIFF", await plain(9, 9).tiff().toBuffer()],
		["text", "hello"],
	] as const) {
		const answer = await ada.putPicture(avatar, bytes);
		assert.equal(answer.status, 415, name);
		assertRefused(answer, 415, "unsupported_media_type");
	}
	assertRefused(await ada.put(avatar, { file: "x" }), 415, "unsupported_media_type");
	for (const [name, bytes] of [
		["a GIF that is a script", "GIF89a/*\x00\x00*/=1;alert(1)//"],
		["a cut PNG", (await png(300, 300)).subarray(0, 60)],
		["a JPEG of noise", Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(500, 7)])],
		["a bomb", await bomb()],
	] as const) {
		const answer = await ada.putPicture(avatar, bytes);
		assert.equal(answer.status, 400, `${name}: ${answer.text}`);
		assertRefused(answer, 400, "invalid_request", "file");
	}
	assert.equal(await urlOf(ada), null);
	await waitUntil("nothing is left", () => kept().length === 0);
});

test("rejects more than 10 MB, announced or not", async () => {
	assertRefused(await ada.putPicture(avatar, Buffer.alloc(10 * 1024 * 1024 + 1)), 413, "too_large");
	assertRefused(await ada.putPicture(icon(), Buffer.alloc(12 * 1024 * 1024)), 413, "too_large");
	await waitUntil("nothing is left", () => kept().length === 0);
});

test("rejects an invalid crop, or one outside the picture, by its name; also unknown fields", async () => {
	const picture = await png(100, 80);
	for (const crop of [
		"x",
		"[]",
		"{}",
		{ x: 0, y: 0, width: 10 },
		{ x: 0, y: 0, width: 10, height: 10, turn: 1 },
		{ x: -1, y: 0, width: 10, height: 10 },
		{ x: 0.5, y: 0, width: 10, height: 10 },
		{ x: 0, y: 0, width: 0, height: 10 },
		{ x: "0", y: 0, width: 10, height: 10 },
		{ x: 91, y: 0, width: 10, height: 10 },
		{ x: 0, y: 0, width: 100, height: 81 },
		{ x: 0, y: 0, width: 1e308, height: 10 },
		`{"x":0,"y":0,"width":10,"height":10${" ".repeat(2000)}}`,
	]) {
		const answer = await ada.putPicture(avatar, picture, crop);
		assert.equal(answer.status, 400, `${JSON.stringify(crop)}: ${answer.text}`);
		assertRefused(answer, 400, "invalid_request", "crop");
	}
	const form = (parts: string) =>
		ada.call("PUT", avatar, {
			headers: { "content-type": "multipart/form-data; boundary=x" },
			body: `${parts}--x--\r\n`,
		});
	const part = (name: string, value: string) => `--x\r\nContent-Disposition: form-data; ${name}\r\n\r\n${value}\r\n`;
	assertRefused(await form(part('name="crop"', "{}")), 400, "invalid_request", "file");
	assertRefused(await form(part('name="size"', "1")), 400, "invalid_request", "size");
	assertRefused(await form(part('name="crop"', "{}") + part('name="crop"', "{}")), 400, "invalid_request");
	assertRefused(await form(part('name="other"; filename="a"', "1")), 400, "invalid_request", "other");
	assert.equal(await urlOf(ada), null);
});

test("an upload to a channel still accepts one file and no other field", async () => {
	const body = `--x\r\nContent-Disposition: form-data; name="crop"\r\n\r\n{}\r\n--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhello\r\n--x--\r\n`;
	const headers = { "content-type": "multipart/form-data; boundary=x" };
	assertRefused(
		await ada.call("POST", `/api/channels/${channelId}/attachments`, { headers, body }),
		400,
		"invalid_request",
	);
});

test("a full store is reported, and nothing changes", async () => {
	const { storage } = appState();
	appState().storage = {
		put: () => Promise.reject(storageFull()),
		get: storage.get.bind(storage),
		remove: storage.remove.bind(storage),
		list: storage.list.bind(storage),
	};
	assertRefused(await ada.putPicture(avatar, await png(50, 50)), 507, "storage_full");
	appState().storage = storage;
	assert.equal(await urlOf(ada), null);
	await waitUntil("nothing is left", () => kept().length === 0);
});

test("a picture is rendered in two sizes, named by its hash, and served with permanent caching", async () => {
	const { status, body } = await ada.putPicture(avatar, await halves());
	assert.equal(status, 200);
	const url = body.user?.avatarUrl ?? "";
	assert.match(url, /^\/api\/pictures\/[0-9a-f]{64}\.webp$/);
	for (const [path, side] of [
		[url, 256],
		[url.replace(".webp", "-small.webp"), 96],
	] as const) {
		// Also without a session: server pages show pictures to every client with the address.
		const answer = await world.guest().get(path);
		assert.equal(answer.status, 200);
		assert.equal(answer.headers["cache-control"], "public, max-age=31536000, immutable");
		assert.equal(answer.headers["x-content-type-options"], "nosniff");
		assert.equal(answer.headers["content-security-policy"], "sandbox; default-src 'none'");
		assert.equal(answer.headers["cross-origin-resource-policy"], "same-origin");
		assert.equal(answer.headers["content-type"], "image/webp");
		const { format, width, height } = await sharp(answer.bytes).metadata();
		assert.deepEqual([format, width, height], ["webp", side, side]);
		if (side === 256) assert.equal(createHash("sha256").update(answer.bytes).digest("hex"), url.slice(14, -5));
		assert.equal((await ada.call("HEAD", path)).status, 200);
		const again = { "if-none-match": String(answer.headers.etag) };
		assert.equal((await ada.call("GET", path, { headers: again })).status, 304);
	}
	assert.equal(await urlOf(ada), url);
});

test("rejects unknown names with not_found", async () => {
	const url = (await urlOf(ada)) ?? "";
	for (const path of [
		`/api/pictures/${"0".repeat(64)}.webp`,
		url.replace(".webp", ""),
		url.replace(".webp", ".png"),
		url.replace(".webp", "-large.webp"),
		url.replace(".webp", "-thumbnail.webp"),
		url.toUpperCase().replace("/API/PICTURES", "/api/pictures"),
		"/api/pictures/..%2f..%2fauth-secret",
		"/api/pictures/%00.webp",
		"/api/pictures/x",
	]) {
		const answer = await ada.get(path);
		assertRefused(answer, 404, "not_found");
		assert.equal(answer.headers["cache-control"], "private, no-store", path);
	}
});

test("a crop is measured in pixels of the upright picture", async () => {
	const picture = await halves();
	const drawnOf = async (bytes: Buffer, crop?: object) => {
		const { body, text } = await ada.putPicture(avatar, bytes, crop);
		assert.ok(body.user?.avatarUrl, text);
		return (await ada.get(body.user.avatarUrl)).bytes;
	};
	assert.equal(await colourOf(await drawnOf(picture, { x: 0, y: 0, width: 200, height: 200 })), "red");
	assert.equal(await colourOf(await drawnOf(picture, { x: 200, y: 0, width: 200, height: 200 })), "blue");
	// Stored rotated.
	const turned = await sharp(picture).rotate(-90).withMetadata({ orientation: 6 }).jpeg({ quality: 95 }).toBuffer();
	const upright = await sharp(turned).autoOrient().toBuffer();
	const { width, height } = await sharp(upright).metadata();
	assert.deepEqual([width, height], [400, 200]);
	assert.equal(await colourOf(await drawnOf(turned, { x: 0, y: 0, width: 200, height: 200 })), "red");
	assert.equal(await colourOf(await drawnOf(turned, { x: 200, y: 0, width: 200, height: 200 })), "blue");
});

test("a stored picture has neither metadata nor appended data", async () => {
	const serialized = await plain(300, 300)
		.withExif({ IFD0: { Copyright: "somebody" }, IFD3: { GPSLatitude: "51/1 30/1 0/1" } })
		.jpeg()
		.toBuffer();
	const { body } = await ada.putPicture(
		avatar,
		Buffer.concat([serialized, Buffer.from("<script>alert(1)</script>PK\x03\x04")]),
	);
	const { bytes } = await ada.get(body.user?.avatarUrl ?? "");
	const { exif, xmp, iptc, orientation } = await sharp(bytes).metadata();
	assert.deepEqual([exif, xmp, iptc, orientation], [undefined, undefined, undefined, undefined]);
	for (const trace of ["somebody", "<script>", "PK\x03\x04", "Exif"]) assert.ok(!bytes.includes(trace), trace);
});

test("accepts every format of the contract, and stores the first frame of an animated one", async () => {
	const picture = plain(60, 40);
	const frames = [await png(20, 20, "#f00"), await png(20, 20, "#00f")];
	for (const [name, bytes] of [
		["PNG", await picture.clone().png().toBuffer()],
		["JPEG", await picture.clone().jpeg().toBuffer()],
		["WebP", await picture.clone().webp().toBuffer()],
		["AVIF", await picture.clone().avif().toBuffer()],
		[
			"GIF",
			await sharp(frames, { join: { animated: true } })
				.gif()
				.toBuffer(),
		],
		["one pixel", await png(1, 1)],
	] as const) {
		const { body, status, text } = await ada.putPicture(avatar, bytes);
		assert.equal(status, 200, `${name}: ${text}`);
		const seen = await sharp((await ada.get(body.user?.avatarUrl ?? "")).bytes).metadata();
		assert.deepEqual([seen.width, seen.height, seen.pages ?? 1], [256, 256, 1], name);
	}
});

test("equal pictures have the same name for all users, and outlive each of them", async () => {
	const picture = await png(80, 80, "#0a7");
	const [one, other] = await Promise.all([ada.putPicture(avatar, picture), bob.putPicture(avatar, picture)]);
	const url = one.body.user?.avatarUrl ?? "";
	assert.equal(other.body.user?.avatarUrl, url);
	assert.equal((await ada.putPicture(icon(), picture)).body.server?.iconUrl, url);

	assert.equal((await ada.delete(avatar)).body.user?.avatarUrl, null);
	assert.equal((await bob.get(url)).status, 200);
	assert.equal((await ada.delete(icon())).body.server?.iconUrl, null);
	assert.equal((await bob.get(url)).status, 200);
	assert.equal((await bob.delete(avatar)).body.user?.avatarUrl, null);
	assertRefused(await bob.get(url), 404, "not_found");
	// Idempotent.
	assert.equal((await bob.delete(avatar)).status, 200);
	await waitUntil("its bytes are gone", () => kept().length === 0);
});

test("a replaced picture is deleted from the store; of many concurrent uploads one remains", async () => {
	await ada.putPicture(avatar, await png(80, 80, "#111"));
	const first = (await urlOf(ada)) ?? "";
	const colours = ["#222", "#333", "#444", "#555", "#666"];
	const answers = await Promise.all(colours.map(async (colour) => ada.putPicture(avatar, await png(80, 80, colour))));
	assert.deepEqual(
		answers.map(({ status }) => status),
		colours.map(() => 200),
	);
	const last = await urlOf(ada);
	assert.ok(answers.some(({ body }) => body.user?.avatarUrl === last));
	assertRefused(await ada.get(first), 404, "not_found");
	await waitUntil("one picture in two sizes is left", () => kept().length === 2);
	assert.equal((await ada.get(last ?? "")).status, 200);
});

test("garbage collection keeps pictures in use, however old, and deletes the remains of a crash", async () => {
	const url = (await urlOf(ada)) ?? "";
	const [row] = await sql<{ key: string }[]>`select key from pictures where hash = ${url.slice(14, -5)}`;
	const old = new Date(Date.now() - 3 * 86_400_000);
	const left = "ab/abababababababababababababababab";
	const removed: string[] = [];
	const { storage } = appState();
	appState().storage = {
		put: storage.put.bind(storage),
		get: storage.get.bind(storage),
		remove: async (key) => void removed.push(key),
		async *list() {
			for (const key of [row?.key ?? "", `${row?.key}-thumbnail`, left]) yield { key, at: old };
		},
	};
	await collectGarbage();
	appState().storage = storage;
	assert.deepEqual(removed, [left]);
});

test("all users who can see a user or a server receive its new picture", async () => {
	// The cluster events that another instance would receive.
	const noticed: string[] = [];
	const { unlisten } = await sql.listen(CHANNEL, (payload) => void noticed.push(JSON.parse(payload).notice.kind));
	const client = await bob.openSocket(channelId);
	const own = await ada.connect();
	await ada.sendMessage(channelId, "before");
	await client.waitFor("messages");
	const { body } = await ada.putPicture(avatar, await halves());
	const url = body.user?.avatarUrl;
	await client.waitFor("member:updated", ({ user }) => user.id === ada.id && user.avatarUrl === url);
	await own.waitFor("account", ({ user }) => user.avatarUrl === url);
	// The channel's cached messages have the new picture too, and so have later ones.
	const page = await bob.get(`/api/channels/${channelId}/messages`);
	assert.equal(page.body.messages?.at(-1)?.author.avatarUrl, url);
	await ada.sendMessage(channelId, "after");
	await client.waitFor("messages", ({ messages }) => messages[0]?.author.avatarUrl === url);
	const members = await bob.get(`/api/servers/${serverId}/members`);
	assert.equal(members.body.members?.find(({ user }) => user.id === ada.id)?.user.avatarUrl, url);
	const profile = await bob.get("/api/users/ada");
	assert.equal(profile.body.profile?.user.avatarUrl, url);

	const wide = (await ada.putPicture(banner(), await png(900, 300))).body.server?.bannerUrl ?? "";
	await client.waitFor("server:updated", ({ server }) => server.bannerUrl === wide);
	const seen = await sharp((await eve.get(wide)).bytes).metadata();
	assert.deepEqual([seen.width, seen.height], [1600, 400]);
	const small = await sharp((await eve.get(wide.replace(".webp", "-small.webp"))).bytes).metadata();
	assert.deepEqual([small.width, small.height], [800, 200]);
	const iconUrl = (await ada.putPicture(icon(), await png(64, 64, "#05f"))).body.server?.iconUrl;
	await client.waitFor("server:updated", ({ server }) => server.iconUrl === iconUrl);
	const shown = await eve.get(`/api/servers/${serverId}`);
	assert.deepEqual([shown.body.server?.iconUrl, shown.body.server?.bannerUrl], [iconUrl, wide]);
	await waitUntil("every change was noticed", () => noticed.length === 3);
	assert.deepEqual(noticed, ["account_changed", "server_changed", "server_changed"]);
	await unlisten();
	client.close();
	own.close();
});

test("only administrators set the icon of the instance, which guests see; each change is audited once", async () => {
	const path = "/api/admin/icon";
	const picture = await halves();
	for (const client of [ada, world.guest()]) {
		assertRefused(await client.putPicture(path, picture), 404, "not_found");
		assertRefused(await client.delete(path), 404, "not_found");
	}
	await sql`update users set is_admin = true where username = 'ada'`;
	assertRefused(await ada.putPicture(path, "<svg/>"), 415, "unsupported_media_type");
	assertRefused(await ada.put(path, {}), 415, "unsupported_media_type");
	assertRefused(await ada.putPicture(path, Buffer.alloc(10 * 1024 * 1024 + 1)), 413, "too_large");
	assertRefused(await ada.putPicture(path, picture, "{"), 400, "invalid_request", "crop");
	assert.equal(instanceIconUrl(), null);
	const [before, bytes] = [kept().length, await stored()];
	const set = async (crop?: unknown) => JSON.parse((await ada.putPicture(path, picture, crop)).text).iconUrl as string;
	const first = await set({ x: 0, y: 0, width: 200, height: 200 });
	assert.equal(instanceIconUrl(), first);
	assert.equal(await colourOf((await world.guest().get(first)).bytes), "red");
	const { revision } = appState().instanceSettings;
	const second = await set({ x: 200, y: 0, width: 200, height: 200 });
	// Pages are cached by this number.
	assert.ok(appState().instanceSettings.revision > revision);
	assert.equal(await set({ x: 200, y: 0, width: 200, height: 200 }), second);
	assert.equal(JSON.parse((await ada.get("/api/admin/settings")).text).iconUrl, second);
	assertRefused(await eve.get(first), 404, "not_found");
	await waitUntil("one icon is kept", () => kept().length === before + 2);
	assert.equal(await colourOf((await eve.get(second)).bytes), "blue");
	assert.ok((await stored()) > bytes);

	// Another instance.
	await sql.begin(async (tx) => {
		await tx`update instance set icon_url = '/elsewhere', settings_revision = settings_revision + 1`;
		await tx`select pg_notify(${CHANNEL}, ${JSON.stringify({ from: "another", notice: { kind: "settings_changed" } })})`;
	});
	await waitUntil("its change is here", async () => instanceIconUrl() === "/elsewhere");
	for (let time = 0; time < 2; time++) {
		const { status, text } = await ada.delete(path);
		assert.deepEqual([status, JSON.parse(text).iconUrl, instanceIconUrl()], [200, null, null]);
	}
	await waitUntil("its files are gone", () => kept().length === before);
	assert.equal(await stored(), bytes);
	const audited = await sql`select 1 from instance_audit_log where details = '{"settings": ["icon"]}'`;
	assert.equal(audited.length, 3);
	await sql`update users set is_admin = false where username = 'ada'`;
});

test("deleting a server deletes its pictures", async () => {
	const url = (await eve.get(`/api/servers/${serverId}`)).body.server?.iconUrl ?? "";
	assert.equal((await ada.delete(`/api/servers/${serverId}`)).status, 204);
	assertRefused(await eve.get(url), 404, "not_found");
	await waitUntil("only a face is left", () => kept().length === 2);
});
