import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { permissionNames } from "@/lib/auth/permissions";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { range } from "@/test/support/socket-client";
import { TestServer } from "@/test/support/test-server";
import * as servers from "./servers";

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;
let eve: ApiClient;
let nobody: ApiClient;

before(async () => {
	world = await TestServer.open();
	({ ada, bob, eve } = await world.createThree());
	nobody = world.guest();
});
after(() => world.close());

const names = async (query: string) =>
	(await nobody.get(`/api/servers?${query}`)).body.servers?.map(({ name }) => name) ?? [];

test("a server requires a session, a name of 1–100 characters, a category, and a valid visibility", async () => {
	assertRefused(await nobody.post("/api/servers", { name: "x", categoryId: 1 }), 401, "unauthenticated");
	for (const name of ["", "  ", "\u200b", "x".repeat(101), "a\u0000", "\ud800", 1, null])
		assertRefused(await ada.post("/api/servers", { name, categoryId: 1 }), 400, "invalid_request", "name");
	for (const description of ["x".repeat(1001), "\u0000", 1, null])
		assertRefused(
			await ada.post("/api/servers", { name: "x", categoryId: 1, description }),
			400,
			"invalid_request",
			"description",
		);
	for (const visibility of ["", "hidden", "PUBLIC", null, 1])
		assertRefused(
			await ada.post("/api/servers", { name: "x", categoryId: 1, visibility }),
			400,
			"invalid_request",
			"visibility",
		);
});

test("a new server belongs to its creator, has one member and a channel general", async () => {
	const { status, body } = await ada.post("/api/servers", {
		name: "  Contour 🔥 ",
		categoryId: 1,
		description: " Maps ",
	});
	assert.equal(status, 201);
	assert.ok(body.server);
	const { id, channels, createdAt, ...server } = body.server;
	assert.match(createdAt, /^\d{4}-.*\.\d{3}Z$/);
	assert.deepEqual(server, {
		name: "Contour 🔥",
		description: "Maps",
		category: { id: 1, slug: "making", name: "Making" },
		visibility: "public",
		iconUrl: null,
		bannerUrl: null,
		memberCount: 1,
		ownerId: ada.id,
		isMember: true,
		slug: null,
		welcomeChannelId: null,
		rulesVersion: 0,
		needsApproval: false,
		rulesAccepted: true,
		requiresSecondFactor: false,
		withheldPermissions: [],
		raidMode: null,
		freeze: null,
		systemMessages: { joinedChannelId: null, pinned: false, renamed: false, unread: false },
		joinRequirements: { approval: false, question: "", rules: [], minAccountMinutes: 0 },
		level: null,
		mutedUntil: null,
		permissions: [...permissionNames],
		roleIds: [],
		layoutRev: 0,
		groupPermissions: [],
		groups: [],
		openCaseCount: 0,
		pendingRequestCount: 0,
	});
	const [{ id: channelId, createdAt: at, ...general } = { id: 0, createdAt: "" }] = channels;
	assert.ok(channelId && at);
	assert.deepEqual(general, {
		serverId: id,
		kind: "text",
		name: "general",
		topic: "",
		private: false,
		groupId: null,
		position: 0,
		archivedAt: null,
		slowModeSeconds: 0,
		permissions: [...permissionNames],
		lastSeq: 0,
		lastRev: 0,
		lastReadSeq: 0,
		mentionCount: 0,
		level: null,
		mutedUntil: null,
	});
	const seen = (await nobody.get(`/api/servers/${id}`)).body.server;
	assert.equal(seen?.isMember, false);
	assert.deepEqual(seen?.channels, [
		{
			...{ id: channelId, serverId: id, kind: "text", name: "general", topic: "", private: false },
			...{ groupId: null, position: 0, archivedAt: null, slowModeSeconds: 0, createdAt: at },
		},
	]);
});

test("a search matches text literally, in name and description, whatever the case", async () => {
	await ada.createServer("100% wool_knitters", { description: "Back\\slash and Ünïcode" });
	await ada.createServer("100 woolXknitters");
	assert.deepEqual(await names("q=100%25"), ["100% wool_knitters"]);
	assert.deepEqual(await names("q=WOOL_"), ["100% wool_knitters"]);
	assert.deepEqual(await names("q=back%5Cslash"), ["100% wool_knitters"]);
	assert.deepEqual(await names(`q=${encodeURIComponent("üNÏ")}`), ["100% wool_knitters"]);
	assert.deepEqual(await names("q='%3B--"), []);
	assert.equal((await names("q=%20wool%20")).length, 2);
});

test("text that cannot be stored has no match, even as the first request", async () => {
	for (const text of ["\u0000", "a\u0000", "\ud83d"]) {
		assert.deepEqual((await servers.find(null, { q: text })).servers, []);
		assert.deepEqual((await servers.find(null, { category: text })).servers, []);
	}
});

test("a category lists its own servers, an unknown one lists none", async () => {
	await ada.createServer("Beats", { categoryId: 6 });
	assert.deepEqual(await names("category=music"), ["Beats"]);
	assert.deepEqual(await names("category=nothing"), []);
	const categories = (await nobody.get("/api/categories")).body.categories ?? [];
	assert.equal(categories.find(({ slug }) => slug === "music")?.serverCount, 1);
});

test("pages have no gaps or duplicates in every order, also while servers are created", async () => {
	const made = await Promise.all(range(1, 7).map((n) => ada.createServer(`Paged ${n % 3} Ä${n}`)));
	await bob.join(made[3]?.serverId ?? 0);
	for (const sort of ["popular", "newest", "name"]) {
		const ids: number[] = [];
		let cursor: string | null = "";
		while (cursor !== null) {
			const place: string = cursor && `&cursor=${encodeURIComponent(cursor)}`;
			const { body } = await nobody.get(`/api/servers?q=paged&limit=2&sort=${sort}${place}`);
			ids.push(...(body.servers ?? []).map(({ id }) => id));
			cursor = body.nextCursor ?? null;
			if (ids.length === 2) await ada.createServer(`Between ${sort}`);
		}
		assert.deepEqual([...ids].sort(), made.map(({ serverId }) => serverId).sort(), sort);
		if (sort === "popular") assert.equal(ids[0], made[3]?.serverId);
		if (sort === "newest")
			assert.deepEqual(
				ids,
				[...ids].sort((a, b) => b - a),
			);
	}
});

test("a cursor of one order is rejected or harmless in another", async () => {
	const { nextCursor } = (await nobody.get("/api/servers?sort=name&limit=1")).body;
	for (const sort of ["popular", "newest"])
		assertRefused(await nobody.get(`/api/servers?sort=${sort}&cursor=${nextCursor}`), 400, "invalid_request", "cursor");
});

test("listing a user's own servers requires a session, and includes channels and read state", async () => {
	assertRefused(await nobody.get("/api/servers?mine=true"), 401, "unauthenticated");
	assert.deepEqual((await eve.get("/api/servers?mine=true")).body, { servers: [] });
	const { serverId, channelId } = await ada.createServer("Read state");
	await ada.sendMessage(channelId, "one");
	await eve.join(serverId);
	await ada.sendMessage(channelId, "two");
	const [mine] = (await eve.get("/api/servers?mine=true")).body.servers ?? [];
	assert.equal(mine?.id, serverId);
	assert.equal(mine?.isMember, true);
	const [{ lastSeq, lastRev, lastReadSeq, mentionCount } = { lastSeq: 0 }] = mine?.channels ?? [];
	assert.deepEqual(
		{ lastSeq, lastRev, lastReadSeq, mentionCount },
		{ lastSeq: 2, lastRev: 2, lastReadSeq: 1, mentionCount: 0 },
	);
	await eve.leave(serverId);
});

test("a change of a server is emitted to its members only, and persists", async () => {
	const { serverId } = await ada.createServer("Before");
	await bob.join(serverId);
	const [bobs, eves] = await Promise.all([bob.connect(), eve.connect()]);
	const { body } = await ada.patch(`/api/servers/${serverId}`, { name: " After ", description: "new", categoryId: 2 });
	assert.equal(body.server?.name, "After");
	assert.equal(body.server?.category.slug, "technology");
	const { server } = await bobs.waitFor("server:updated", (event) => event.server.id === serverId);
	assert.equal(server.name, "After");
	assert.equal("isMember" in server || "channels" in server, false);
	assert.deepEqual(eves.of("server:updated"), []);
	for (const client of [bobs, eves]) client.close();
});

test("making a server private keeps its members and hides it from everybody else", async () => {
	const { serverId, channelId } = await ada.createServer("Turning");
	await bob.join(serverId);
	assert.equal((await ada.patch(`/api/servers/${serverId}`, { visibility: "private" })).status, 200);
	assertRefused(await eve.get(`/api/servers/${serverId}`), 404, "server_not_found");
	assertRefused(await eve.get(`/api/channels/${channelId}/messages`), 404, "channel_not_found");
	assert.equal((await bob.get(`/api/channels/${channelId}/messages`)).status, 200);
	assertRefused(await bob.post(`/api/membership/${serverId}`), 409, "already_member");
});

test("a deleted server is gone with all its content, and cannot be joined any more", async () => {
	const { serverId, channelId } = await ada.createServer("Doomed");
	await bob.join(serverId);
	await bob.sendMessage(channelId, "hi @ada");
	const answers = await Promise.all([1, 2, 3].map(() => ada.delete(`/api/servers/${serverId}`)));
	assert.deepEqual(answers.map(({ status }) => status).sort(), [204, 404, 404]);
	assertRefused(await bob.get(`/api/servers/${serverId}`), 404, "server_not_found");
	assertRefused(await bob.get(`/api/channels/${channelId}/messages`), 404, "channel_not_found");
	assertRefused(await bob.delete(`/api/membership/${serverId}`), 404, "server_not_found");
	assertRefused(await eve.post(`/api/membership/${serverId}`), 404, "server_not_found");
	assert.equal((await names("q=doomed")).length, 0);
});
