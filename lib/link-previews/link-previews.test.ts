import assert from "node:assert/strict";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, beforeEach, test } from "node:test";
import { gzipSync } from "node:zlib";
import sharp from "sharp";
import { sql } from "@/db";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { waitUntil } from "@/test/support/socket-client";
import { TestServer } from "@/test/support/test-server";
import { collectGarbage } from "../attachments/garbage-collect";
import { consume } from "../http/rate-limits";
import { appState } from "../process/app-state";
import { config } from "../process/config";
import type { Embed, Message } from "../realtime/protocol";
import { PreviewQueue } from "./queue";

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;
let eve: ApiClient;
let serverId: number;
let channelId: number;
let site: Server;
let url: string;
let asked: string[];
let answer: RequestListener;
let png: Buffer;

const page = (title: string, more = "") =>
	`<head><title>${title}</title><meta property="og:description" content="About ${title}">${more}</head>`;

before(async () => {
	world = await TestServer.open();
	({ ada, bob, eve } = await world.createThree());
	({ serverId, channelId } = await ada.createServer("Relief"));
	await bob.join(serverId);
	site = createServer((request, response) => {
		asked.push(request.url ?? "");
		answer(request, response);
	});
	await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
	const host = `site.test:${(site.address() as AddressInfo).port}`;
	url = `http://${host}`;
	png = await sharp({ create: { width: 900, height: 600, channels: 3, background: "#c40" } })
		.png()
		.toBuffer();
	const resolve = async () => [{ address: "127.0.0.1", family: 4 }];
	appState().previews = new PreviewQueue(true, { resolve, allowed: new Set([host]) });
});
beforeEach(() => {
	asked = [];
	answer = ({ url: path }, response) => {
		const isPicture = path?.endsWith(".png");
		response.writeHead(200, { "content-type": isPicture ? "image/png" : "text/html; charset=utf-8" });
		response.end(isPicture ? png : page(`page ${path}`, `<meta property="og:image" content="/p.png">`));
	};
});
after(async () => {
	site.closeAllConnections();
	site.close();
	await world.close();
});

const embedsOf = async (person: ApiClient, { seq }: Message): Promise<Embed[] | undefined> => {
	const { body } = await person.get(`/api/channels/${channelId}/messages?around=${seq}&limit=1`);
	return body.messages?.find((one) => one.seq === seq)?.embeds;
};
async function shown(message: Message, count = 1): Promise<Embed[]> {
	await waitUntil("the previews are shown", async () => (await embedsOf(ada, message))?.length === count);
	return (await embedsOf(ada, message)) ?? [];
}
/** Once this message has its preview, the same author's earlier ones would have theirs. */
const settled = async (person = ada) => shown(await person.sendMessage(channelId, `${url}/settled-${Math.random()}`));
const path = ({ seq }: Message, n: number | string) => `/api/channels/${channelId}/messages/${seq}/embeds/${n}`;

test("a link that cannot be read, or has no metadata, leaves the message unchanged", async () => {
	answer = ({ url: at }, response) => {
		if (at === "/gone") response.writeHead(404).end();
		else if (at === "/json") response.writeHead(200, { "content-type": "application/json" }).end("{}");
		else if (at === "/lie.png") response.writeHead(200, { "content-type": "image/png" }).end("<script>");
		else if (at === "/svg.png")
			response
				.writeHead(200, { "content-type": "image/png" })
				.end("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>");
		else if (at === "/empty") response.writeHead(200, { "content-type": "text/html" }).end("<p>no title");
		else response.writeHead(200, { "content-type": "text/html" }).end(page("fine"));
	};
	const sent = await ada.sendMessage(
		channelId,
		["gone", "json", "lie.png", "svg.png", "empty"].map((at) => `${url}/${at}`).join(" "),
	);
	const other = await ada.sendMessage(
		channelId,
		`\`${url}/code\` ||${url}/hidden|| <${url}/quiet>  http://127.0.0.1:${new URL(url).port}/inside`,
	);
	await settled();
	for (const message of [sent, other]) assert.equal(await embedsOf(bob, message), undefined);
	for (const at of ["/code", "/hidden", "/quiet", "/inside"]) assert.ok(!asked.includes(at), at);
});

test("the message appears at once, and its preview follows live as a change with the next revision", async () => {
	const client = await bob.openSocket(channelId);
	let release = () => {};
	const held = new Promise<void>((resolve) => (release = resolve));
	const usual = answer;
	answer = (request, response) => void held.then(() => usual(request, response));
	const sent = await ada.sendMessage(channelId, `look at ${url}/a`);
	assert.equal(sent.embeds, undefined);
	assert.equal(await embedsOf(bob, sent), undefined);
	release();
	const [embed] = await shown(sent);
	const { url: link, title, description, site: from, image, n } = embed ?? {};
	assert.deepEqual([n, link, title, description, from], [1, `${url}/a`, "page /a", "About page /a", "site.test"]);
	assert.deepEqual(image, { url: `${path(sent, 1)}/picture`, width: 448, height: 299 });
	const serialized = await client.waitFor("message:updated", ({ message }) => message.seq === sent.seq);
	assert.equal(serialized.message.embeds?.length, 1);
	assert.equal(serialized.message.editedAt, null);
	assert.ok(serialized.rev > sent.rev);
	client.close();
});

test("a preview image is small, hosted here, and only for users who may read the channel at that moment", async () => {
	const sent = await ada.sendMessage(channelId, `${url}/direct.png`);
	const [embed] = await shown(sent);
	assert.deepEqual([embed?.title, embed?.description], [null, null]);
	const at = `${path(sent, 1)}/picture`;
	assertRefused(await world.guest().get(at), 401, "unauthenticated");
	assertRefused(await eve.get(at), 403, "not_member");
	for (const n of [0, 2, "x", "1e0"]) assertRefused(await bob.get(`${path(sent, n)}/picture`), 404, "not_found");
	const got = await bob.get(at);
	assert.equal(got.status, 200);
	assert.equal(got.headers["content-type"], "image/webp");
	assert.equal(got.headers["x-content-type-options"], "nosniff");
	assert.match(String(got.headers["content-security-policy"]), /sandbox/);
	const { width, height } = await sharp(got.bytes).metadata();
	assert.deepEqual([width, height], [448, 299]);
	const again = await bob.call("GET", at, { headers: { "if-none-match": String(got.headers.etag) } });
	assert.equal(again.status, 304);
	await bob.leave(serverId);
	assertRefused(await bob.get(at), 403, "not_member");
	await bob.join(serverId);

	const hidden = await ada.createChannel(serverId, "hidden", { private: true });
	assertRefused(await bob.get(at.replace(`/${channelId}/`, `/${hidden}/`)), 404, "channel_not_found");
});

test("a preview image counts among its author's files, once a message, until it is deleted", async () => {
	const usual = config.maxBytesPerUser;
	const stored = async () => {
		const [row] = await sql<{ n: number }[]>`
			select coalesce(sum(size), 0)::int as n from preview_pictures where user_id = ${bob.id}`;
		return row?.n ?? 0;
	};
	const first = await bob.sendMessage(channelId, `${url}/counted`);
	await shown(first);
	const size = await stored();
	assert.ok(size > 0);
	config.maxBytesPerUser = size;
	const second = await bob.sendMessage(channelId, `${url}/too-much`);
	assertRefused(await bob.upload(channelId, "x", "x"), 413, "quota_full");
	// Without an image it needs no storage, and it is fetched after the other.
	answer = (_, response) => response.writeHead(200, { "content-type": "text/html" }).end(page("bare"));
	await shown(await bob.sendMessage(channelId, `${url}/bare`));
	assert.deepEqual([await embedsOf(bob, second), await stored()], [undefined, size]);
	await bob.delete(`/api/channels/${channelId}/messages/${first.seq}`);
	assert.equal(await stored(), 0);
	assert.equal((await bob.upload(channelId, "x", "x")).status, 201);
	config.maxBytesPerUser = usual;
	await collectGarbage();
	const [all] = await sql<{ sum: number; stored: number }[]>`
		select (select sum(size + thumbnail_size) from attachments)::int + (select sum(size) from preview_pictures)::int as sum,
			sum(bytes)::int as stored from usage where kind = 'instance'`;
	assert.equal(all?.stored, all?.sum);
});

test("above the image limit links get previews without images", async () => {
	config.rateLimits = true;
	for (let n = 0; n < 40; n++) await consume("previewPictures", bob.id);
	const [embed] = await shown(await bob.sendMessage(channelId, `${url}/wordy`));
	assert.deepEqual([embed?.title, embed?.image], ["page /wordy", null]);
	config.rateLimits = false;
});

test("only the author and users who may manage messages can remove a preview, for good", async () => {
	await eve.join(serverId);
	const sent = await bob.sendMessage(channelId, `${url}/1 ${url}/2`);
	const [first] = await shown(sent, 2);
	assertRefused(await eve.delete(path(sent, 1)), 403, "forbidden");
	assertRefused(await bob.delete(path(sent, 7)), 404, "not_found");
	assert.equal((await bob.delete(path(sent, 1))).status, 204);
	assert.equal((await bob.delete(path(sent, 1))).status, 204);
	assert.deepEqual(
		(await embedsOf(eve, sent))?.map(({ n }) => n),
		[2],
	);
	assertRefused(await eve.get(first?.image?.url ?? ""), 404, "not_found");
	const edited = `again ${url}/1 and ${url}/2 and ${url}/3`;
	assert.equal((await bob.patch(`/api/channels/${channelId}/messages/${sent.seq}`, { content: edited })).status, 200);
	assert.deepEqual(
		(await shown(sent, 2)).map(({ n, url: link }) => [n, link]),
		[
			[2, `${url}/2`],
			[3, `${url}/3`],
		],
	);
	assert.equal((await ada.delete(path(sent, 3))).status, 204);
	assert.deepEqual(
		(await embedsOf(eve, sent))?.map(({ n }) => n),
		[2],
	);
	await eve.leave(serverId);
});

test("an edit removes previews of removed links, a deletion all previews and images", async () => {
	const sent = await ada.sendMessage(channelId, `${url}/x`);
	await shown(sent);
	const at = `/api/channels/${channelId}/messages/${sent.seq}`;
	const { body } = await ada.patch(at, { content: "no link any more" });
	assert.equal(body.message?.embeds, undefined);
	await ada.patch(at, { content: `${url}/x` });
	await shown(sent);
	assert.equal((await ada.delete(at)).status, 204);
	assert.equal(await embedsOf(ada, sent), undefined);
	assertRefused(await ada.get(`${path(sent, 1)}/picture`), 404, "message_not_found");
	assertRefused(await ada.delete(path(sent, 1)), 404, "message_not_found");
	const rows = await sql`select 1 from preview_pictures where channel_id = ${channelId} and seq = ${sent.seq}`;
	assert.equal(rows.length, 0);
});

test("a message edited or deleted during the fetch does not get the old link’s preview", async () => {
	let release = () => {};
	const held = new Promise<void>((resolve) => (release = resolve));
	const usual = answer;
	answer = (request, response) => void held.then(() => usual(request, response));
	const edited = await ada.sendMessage(channelId, `${url}/slow-1`);
	const deleted = await bob.sendMessage(channelId, `${url}/slow-2`);
	await waitUntil("both links are asked for", () => asked.length === 2);
	await ada.patch(`/api/channels/${channelId}/messages/${edited.seq}`, { content: "other words" });
	await bob.delete(`/api/channels/${channelId}/messages/${deleted.seq}`);
	release();
	for (const person of [ada, bob]) await settled(person);
	for (const message of [edited, deleted]) assert.equal(await embedsOf(ada, message), undefined);
});

test("a link posted by many users is fetched once, with or without its fragment", async () => {
	const sent = [];
	for (const person of [ada, bob]) sent.push(await person.sendMessage(channelId, `${url}/popular`));
	sent.push(await bob.sendMessage(channelId, `${url}/popular#part`));
	for (const message of sent) await shown(message);
	assert.equal(asked.filter((at) => at === "/popular").length, 1);
});

test("a preview's type comes from its bytes, whatever the site declares", async () => {
	const usual = answer;
	const types = [
		...[
			"image/jpg",
			"IMAGE/PNG",
			"image/x-png; charset=utf-8",
			"image/png,image/png",
			"image",
			"application/octet-stream",
		],
		...["text/html", "text/plain;charset=UTF-8", "image/svg+xml", "binary/octet-stream", undefined],
	];
	answer = (request, response) => {
		const [, n] = /^\/typed-(\d+)/.exec(request.url ?? "") ?? [];
		if (n === undefined) return usual(request, response);
		const type = types[Number(n)];
		response.writeHead(200, type === undefined ? {} : { "content-type": type }).end(png);
	};
	const links = types.map((_, n) => `${url}/typed-${n}.png`);
	for (const some of [links.slice(0, 5), links.slice(5, 10), links.slice(10)])
		for (const { image, url: link } of await shown(await ada.sendMessage(channelId, some.join(" ")), some.length))
			assert.ok(image, types[Number(/typed-(\d+)/.exec(link)?.[1])]);

	const pages = {
		"/Html": "Text/HTML",
		"/blank": "text/html charset=utf-8",
		"/none": "",
		"/octets": "application/octet-stream",
	};
	answer = (request, response) => {
		const type = pages[request.url as keyof typeof pages];
		if (type === undefined) return usual(request, response);
		response.writeHead(200, type === "" ? {} : { "content-type": type }).end(`<!doctype html>${page("a page")}`);
	};
	const embeds = await shown(
		await ada.sendMessage(
			channelId,
			Object.keys(pages)
				.map((at) => `${url}${at}`)
				.join(" "),
		),
		4,
	);
	assert.deepEqual(
		embeds.map(({ title }) => title),
		Array(4).fill("a page"),
	);

	const refusedTypes = { "/words": "text/plain", "/film": "video/mp4", "/data": "application/json" };
	answer = (request, response) => {
		const type = refusedTypes[request.url as keyof typeof refusedTypes];
		if (type === undefined) return usual(request, response);
		response.writeHead(200, { "content-type": type }).end(type === "text/plain" ? `see <title>no page</title>` : png);
	};
	const sent = await ada.sendMessage(
		channelId,
		Object.keys(refusedTypes)
			.map((at) => `${url}${at}`)
			.join(" "),
	);
	await settled();
	assert.equal(await embedsOf(ada, sent), undefined);
});

test("a link has five seconds, its image included, and one user's links never delay another's", async () => {
	const mallory = await world.createUser("mallory");
	await mallory.join(serverId);
	const usual = answer;
	const slow: { begun: number; pictureEnded?: number } = { begun: 0 };
	const pictureEnded = new Promise<void>((resolve) => {
		answer = (request, response) => {
			if (!request.url?.startsWith("/drip")) return usual(request, response);
			if (request.url.endsWith(".png")) {
				response.once("close", () => {
					slow.pictureEnded ??= performance.now();
					resolve();
				});
				return;
			}
			slow.begun ||= performance.now();
			setTimeout(
				() =>
					response
						.writeHead(200, { "content-type": "text/html" })
						.end(page("slow", `<meta property="og:image" content="${request.url}.png">`)),
				3000,
			);
		};
	});
	const hostile = [];
	for (let n = 0; n < 12; n++) hostile.push(await mallory.sendMessage(channelId, `${url}/drip-${n}`));
	await waitUntil("the first is asked for", () => asked.includes("/drip-0"));
	await shown(await ada.sendMessage(channelId, `${url}/quick`));
	const others = asked.filter((at) => at.startsWith("/drip") && !at.startsWith("/drip-0"));
	assert.ok(slow.pictureEnded || others.length === 0, "one message of a user at a time");
	await pictureEnded;
	assert.ok((slow.pictureEnded ?? 0) - slow.begun < 7000);
	const [embed] = await shown(hostile[0] as Message);
	assert.deepEqual([embed?.title, embed?.image], ["slow", null]);
});

test("a page built to block its parser yields its metadata, and another user's link is shown", async () => {
	const usual = answer;
	const deep = gzipSync(`<title>deep</title>${"<x>".repeat(350_000)}`);
	answer = (request, response) =>
		request.url === "/deep"
			? response.writeHead(200, { "content-type": "text/html", "content-encoding": "gzip" }).end(deep)
			: usual(request, response);
	const sent = await bob.sendMessage(channelId, `${url}/deep`);
	await shown(await ada.sendMessage(channelId, `${url}/meanwhile`));
	assert.equal((await shown(sent))[0]?.title, "deep");
});
