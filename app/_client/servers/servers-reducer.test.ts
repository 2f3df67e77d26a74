import assert from "node:assert/strict";
import { test } from "node:test";
import type { MemberChannel, MemberServer } from "@/lib/realtime/protocol";
import { unreadOf } from "../unread/unread";
import { markReadTo, reduceServers, type ServersEvent, type ServersState } from "./servers-reducer";

const channel = (id: number, serverId: number, more: Partial<MemberChannel> = {}): MemberChannel => ({
	id,
	serverId,
	kind: "text",
	name: `channel-${id}`,
	topic: "",
	private: false,
	groupId: null,
	position: id,
	archivedAt: null,
	slowModeSeconds: 0,
	permissions: ["view_channel", "send_messages"],
	createdAt: "2026-01-01T00:00:00.000Z",
	lastSeq: 10,
	lastRev: 12,
	lastReadSeq: 10,
	mentionCount: 0,
	level: null,
	mutedUntil: null,
	...more,
});
const server = (id: number, channels: MemberChannel[]): MemberServer => ({
	id,
	name: `Server ${id}`,
	description: "",
	category: { id: 1, slug: "making", name: "Making" },
	visibility: "public",
	iconUrl: null,
	bannerUrl: null,
	memberCount: 3,
	ownerId: 1,
	createdAt: "2026-01-01T00:00:00.000Z",
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
	level: null,
	mutedUntil: null,
	permissions: ["view_channel", "send_messages"],
	roleIds: [],
	layoutRev: 0,
	groupPermissions: [],
	groups: [],
	channels,
	threads: [],
});
const before: ServersState = { servers: [server(1, [channel(11, 1), channel(12, 1)]), server(2, [channel(21, 2)])] };
const event = (event: ServersEvent, frame = before) => reduceServers(event, frame);
const channelOf = (frame: ServersState, id: number) =>
	frame.servers.flatMap(({ channels }) => channels).find((one) => one.id === id);

test("activity moves heads forward, never back, and leaves other servers unchanged", () => {
	const after = event({
		type: "activity",
		serverId: 1,
		channels: [
			{ channelId: 11, lastSeq: 14 },
			{ channelId: 12, lastSeq: 9 },
		],
	});
	assert.equal(channelOf(after, 11)?.lastSeq, 14);
	assert.equal(channelOf(after, 12)?.lastSeq, 10);
	assert.equal(after.servers[1], before.servers[1]);
});

test("a read marker may move back, and is never beyond the head", () => {
	const back = event({ type: "read", channelId: 11, lastReadSeq: 4, mentionCount: 2 });
	assert.deepEqual([channelOf(back, 11)?.lastReadSeq, channelOf(back, 11)?.mentionCount], [4, 2]);
	const ahead = event({ type: "read", channelId: 11, lastReadSeq: 15, mentionCount: 0 });
	assert.equal(channelOf(ahead, 11)?.lastSeq, 15);
});

test("a leave removes the server at once; a join waits for the response", () => {
	assert.deepEqual(
		event({ type: "membership", serverId: 1, isMember: false, reason: "kicked" }).servers.map(({ id }) => id),
		[2],
	);
	assert.equal(event({ type: "membership", serverId: 3, isMember: true, reason: "joined" }), before);
});

test("applies member counts, names and channels", () => {
	assert.equal(event({ type: "member:left", serverId: 1, userId: 5, memberCount: 2 }).servers[0]?.memberCount, 2);
	const { isMember: _, channels: __, ...wire } = server(1, []);
	const renamed = event({ type: "server:updated", server: { ...wire, name: "New" } }).servers[0];
	assert.deepEqual([renamed?.name, renamed?.channels.length], ["New", 2]);
	const { lastSeq, lastRev, lastReadSeq, mentionCount, ...plain } = channel(13, 1, { position: 0 });
	const created = event({ type: "channel:created", channel: { ...plain, permissions: [] } });
	assert.deepEqual(
		created.servers[0]?.channels.map(({ id }) => id),
		[13, 11, 12],
	);
	assert.deepEqual(event({ type: "channel:created", channel: { ...plain, permissions: [] } }, created), created);
	assert.equal(event({ type: "channel:deleted", serverId: 1, channelId: 11 }).servers[0]?.channels.length, 1);
});

test("a changed channel keeps its counts", () => {
	const { lastSeq, lastRev, lastReadSeq, mentionCount, ...plain } = channel(11, 1, { name: "renamed", position: 99 });
	const after = event({ type: "channel:updated", channel: { ...plain, permissions: [] } });
	assert.deepEqual([channelOf(after, 11)?.name, channelOf(after, 11)?.lastSeq], ["renamed", 10]);
	assert.deepEqual(
		after.servers[0]?.channels.map(({ id }) => id),
		[12, 11],
	);
});

test("an unrelated event changes nothing", () => {
	assert.equal(event({ type: "read", channelId: 99, lastReadSeq: 1, mentionCount: 0 }), before);
	assert.equal(event({ type: "member:left", serverId: 9, userId: 5, memberCount: 2 }), before);
});

const thread = (channelId: number, parentId: number) => ({
	channelId,
	parentId,
	parentSeq: 3,
	excerpt: "root",
	lastSeq: 2,
	lastReadSeq: 2,
	mentionCount: 0,
});

test("a followed thread's numbers change like a channel's, until it is unfollowed or its channel is deleted", () => {
	const frame: ServersState = {
		servers: before.servers.map((one) => (one.id === 1 ? { ...one, threads: [thread(31, 11)] } : one)),
	};
	const ofThread = (from: ServersState) => from.servers[0]?.threads[0];
	const active = event({ type: "activity", serverId: 1, channels: [{ channelId: 31, lastSeq: 5 }] }, frame);
	assert.equal(ofThread(active)?.lastSeq, 5);
	const read = event({ type: "read", channelId: 31, lastReadSeq: 6, mentionCount: 1 }, active);
	assert.deepEqual([ofThread(read)?.lastSeq, ofThread(read)?.lastReadSeq, ofThread(read)?.mentionCount], [6, 6, 1]);
	assert.equal(ofThread(event({ type: "follow", serverId: 1, channelId: 31, following: false }, frame)), undefined);
	assert.equal(ofThread(event({ type: "channel:deleted", serverId: 1, channelId: 11 }, frame)), undefined);
	assert.equal(ofThread(event({ type: "channel:deleted", serverId: 1, channelId: 12 }, frame))?.channelId, 31);
});

test("several markers move at once, and levels apply to the server or to one channel", () => {
	const read = event({
		type: "reads",
		serverId: 1,
		channels: [
			{ channelId: 11, lastReadSeq: 4, mentionCount: 2 },
			{ channelId: 99, lastReadSeq: 1, mentionCount: 0 },
		],
	});
	assert.deepEqual([channelOf(read, 11)?.lastReadSeq, channelOf(read, 11)?.mentionCount], [4, 2]);
	assert.equal(channelOf(read, 12), channelOf(before, 12));
	const level = { type: "level", serverId: 1, level: "nothing", mutedUntil: null } as const;
	assert.equal(channelOf(event({ ...level, channelId: 12 }), 12)?.level, "nothing");
	assert.equal(channelOf(event({ ...level, channelId: 12 }), 11)?.level, null);
	assert.equal(event({ ...level, channelId: null }).servers[0]?.level, "nothing");
	assert.equal(event({ ...level, serverId: 9, channelId: null }), before);
});

test("the user's own message moves the marker forward, and a repeated event never moves it back", () => {
	const frame = event({ type: "read", channelId: 11, lastReadSeq: 4, mentionCount: 2 });
	assert.deepEqual(channelOf(markReadTo(frame, { channelId: 11, seq: 11 }), 11)?.lastReadSeq, 11);
	assert.equal(markReadTo(frame, { channelId: 11, seq: 3 }), frame);
	assert.equal(markReadTo(frame, { channelId: 404, seq: 3 }), frame);
});

test("a layout moves channels between groups, and an older one changes nothing", () => {
	const groups = [{ id: 5, name: "Field work", position: 0 }];
	const channels = [
		{ id: 12, groupId: null, position: 0 },
		{ id: 11, groupId: 5, position: 1 },
	];
	const after = event({ type: "layout", serverId: 1, layoutRev: 3, groups, channels });
	assert.deepEqual(
		after.servers[0]?.channels.map(({ id, groupId }) => [id, groupId]),
		[
			[12, null],
			[11, 5],
		],
	);
	assert.deepEqual(after.servers[0]?.groups, groups);
	assert.equal(channelOf(after, 11)?.name, "channel-11");
	assert.equal(
		event({ type: "layout", serverId: 1, layoutRev: 2, groups: [], channels }, after).servers[0],
		after.servers[0],
	);
});

test("the numbers of open cases and of requests to join are those of the latest event", () => {
	const frame: ServersState = { servers: [server(1, [channel(1, 1)]), server(2, [channel(2, 2)])] };
	const events: ServersEvent[] = [
		{ type: "case", serverId: 1, openCount: 3 },
		{ type: "join_requests", serverId: 1, pending: 2 },
		{ type: "case", serverId: 1, openCount: 1 },
		{ type: "case", serverId: 3, openCount: 9 },
	];
	const next = events.reduce((held, event) => reduceServers(event, held), frame);
	assert.equal(next.servers[0]?.openCaseCount, 1);
	assert.equal(next.servers[0]?.pendingRequestCount, 2);
	assert.equal(next.servers[1], frame.servers[1]);
});

test("uncounted messages are subtracted whichever event arrives first", () => {
	const unreadIn = (frame: ServersState) => unreadOf(channelOf(frame, 11) ?? assert.fail());
	const head = (lastSeq: number, uncounted = 0): ServersEvent => ({
		...{ type: "activity", serverId: 1 },
		channels: [{ channelId: 11, lastSeq, ...(uncounted > 0 && { uncounted }) }],
	});
	const read = (lastReadSeq: number, uncounted = 0): ServersEvent => ({
		...{ type: "read", channelId: 11, lastReadSeq, mentionCount: 0 },
		...(uncounted > 0 && { uncounted }),
	});
	assert.equal(unreadIn(event(head(14, 3))), 1);
	for (const order of [
		[head(14, 3), read(12, 2)],
		[read(12, 2), head(14, 3)],
	])
		assert.equal(unreadIn(order.reduce((frame, one) => event(one, frame), before)), 1);
	// The marker of an own message, whose number of uncounted messages arrives later.
	const own = markReadTo(event(head(12, 2)), { channelId: 11, seq: 13 });
	assert.equal(unreadIn(own), 0);
	const settled = [head(13, 2), read(13, 2), head(15, 3)].reduce((frame, one) => event(one, frame), own);
	assert.equal(unreadIn(settled), 1);
	const back = event(read(10), settled);
	assert.equal(unreadIn(back), 2);
	assert.equal(channelOf(event(head(15, 3), back), 11), channelOf(back, 11));
});
