import assert from "node:assert/strict";
import { test } from "node:test";
import type { ChannelSnapshot, Message, MessagePage } from "@/lib/realtime/protocol";
import { ApiError } from "../api";
import { ChannelFeed, type ChannelTransport } from "./channel-feed";
import { firstSeq, isAtHead, lastLoadedSeq } from "./channel-log";

const message = (seq: number): Message => ({
	channelId: 7,
	seq,
	rev: seq,
	nonce: String(seq),
	author: { id: 2, username: "bob", displayName: "Bob", avatarUrl: null },
	content: `message ${seq}`,
	replyTo: null,
	createdAt: "2026-01-01T00:00:00.000Z",
	editedAt: null,
	deletedAt: null,
	reactions: [],
	attachments: [],
});
const run = (from: number, to: number) =>
	Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => message(from + index));

/** A log of `head` messages, as the server would return it. */
function channel(head: number) {
	const state = {
		head,
		opens: [] as object[],
		pages: [] as string[],
		refuse: null as ApiError | null,
	};
	const wire: ChannelTransport = {
		async open(request) {
			state.opens.push(request);
			if (state.refuse) throw state.refuse;
			const from = request.afterSeq ?? request.afterRev ?? 0;
			const to = Math.min(state.head, from + 200);
			const opened: ChannelSnapshot = {
				lastSeq: state.head,
				lastRev: state.head,
				lastReadSeq: 0,
				messages: run(from + 1, to),
				complete: to === state.head,
			};
			return opened;
		},
		close() {},
		async page(query) {
			state.pages.push(query);
			if (state.refuse) throw state.refuse;
			const asked = new URLSearchParams(query);
			const limit = Number(asked.get("limit"));
			const [before, after, around] = ["before", "after", "around"].map((name) => Number(asked.get(name)));
			const from = after
				? after + 1
				: before
					? Math.max(1, before - limit)
					: around
						? Math.max(1, around - limit / 2)
						: Math.max(1, state.head - limit + 1);
			const to = before ? before - 1 : Math.min(state.head, from + limit - 1);
			return page(from, to, state.head);
		},
	};
	return { state, wire };
}
const page = (from: number, to: number, head: number): MessagePage => ({
	messages: run(from, to),
	lastSeq: head,
	lastRev: head,
	hasBefore: from > 1,
	hasAfter: to < head,
});
const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
const windowOf = (feed: ChannelFeed) => {
	const { log } = feed.getSnapshot();
	const seqs = log.messages.map(({ seq }) => seq);
	assert.deepEqual(
		seqs,
		run(firstSeq(log), lastLoadedSeq(log)).map(({ seq }) => seq),
		"no hole, no double, in order",
	);
	return [firstSeq(log), lastLoadedSeq(log)];
};

test("reconnecting loads everything that was missed", async () => {
	const { state, wire } = channel(50);
	const feed = new ChannelFeed(7, 1, page(1, 50, 50), wire);
	state.head = 700;
	feed.setConnected(true);
	await settled();
	assert.deepEqual(windowOf(feed), [1, 700]);
	assert.equal(feed.getSnapshot().behind, 0);
	assert.ok(feed.getSnapshot().live);
});

test("after a very long absence the window stays, and one step leads to the newest", async () => {
	const { state, wire } = channel(50);
	const feed = new ChannelFeed(7, 1, page(1, 50, 50), wire);
	state.head = 5000;
	feed.setConnected(true);
	await settled();
	assert.deepEqual(windowOf(feed), [1, 250]);
	assert.ok(!isAtHead(feed.getSnapshot().log));
	await feed.loadNewer();
	assert.deepEqual(windowOf(feed), [1, 350]);
	assert.ok(await feed.loadNewest());
	assert.deepEqual(windowOf(feed), [4901, 5000]);
});

test("a catch-up of many changes goes on until nothing is missing", async () => {
	const { state, wire } = channel(10);
	const pages = [
		{ messages: [{ ...message(3), rev: 12, content: "twelve" }], changedUpTo: 12 },
		{ messages: [{ ...message(4), rev: 15, content: "fifteen" }] },
	];
	const asked: (number | undefined)[] = [];
	const feed = new ChannelFeed(7, 1, page(1, 10, 10), {
		...wire,
		open: async ({ afterRev, firstSeq }) => {
			assert.equal(firstSeq, 1);
			asked.push(afterRev);
			return { lastSeq: 10, lastRev: 15, lastReadSeq: 0, complete: true, messages: [], ...pages.shift() };
		},
	});
	feed.setConnected(true);
	await settled();
	const { log, live } = feed.getSnapshot();
	assert.deepEqual(asked, [10, 12]);
	assert.deepEqual(
		[log.rev, live, log.messages[2]?.content, log.messages[3]?.content],
		[15, true, "twelve", "fifteen"],
	);
	assert.equal(state.head, 10);
});

test("a window and the page that follows it expire at once: it continues with the first messages that are left", async () => {
	const pages: { query: string; resolve: (page: MessagePage) => void }[] = [];
	const feed = new ChannelFeed(7, 1, page(1, 50, 400), {
		...channel(400).wire,
		page: (query) => new Promise((resolve) => pages.push({ query, resolve })),
	});
	const loaded = feed.loadNewer();
	feed.receive("messages:expired", { rev: 401, channelId: 7, firstSeq: 201 });
	pages[0]?.resolve(page(51, 150, 400));
	await loaded;
	assert.deepEqual(
		pages.map(({ query }) => query),
		["after=50&limit=100", "after=200&limit=100"],
	);
	pages[1]?.resolve({ ...page(201, 300, 400), firstSeq: 201, lastRev: 401 });
	await settled();
	assert.deepEqual(windowOf(feed), [201, 300]);
});

test("a gap in the events causes a catch-up", async () => {
	const { state, wire } = channel(10);
	const feed = new ChannelFeed(7, 1, page(1, 10, 10), wire);
	feed.setConnected(true);
	await settled();
	state.head = 14;
	feed.receive("messages", { channelId: 7, rev: 14, messages: run(14, 14) });
	assert.deepEqual(windowOf(feed), [1, 10]);
	await settled();
	assert.deepEqual(windowOf(feed), [1, 14]);
	assert.deepEqual(state.opens.at(-1), { channelId: 7, afterRev: 10, firstSeq: 1, afterSeq: 10, threads: [] });
});

test("history loads in both directions from a permalink", async () => {
	const { wire } = channel(1000);
	const feed = new ChannelFeed(7, 1, page(400, 499, 1000), wire);
	feed.setConnected(true);
	await settled();
	await feed.loadOlder();
	await feed.loadNewer();
	assert.deepEqual(windowOf(feed), [300, 599]);
	feed.receive("messages", { channelId: 7, rev: 1001, messages: [message(1001)] });
	assert.deepEqual(windowOf(feed), [300, 599]);
	assert.equal(feed.getSnapshot().log.lastSeq, 1001);
	assert.ok(await feed.loadAround(20));
	assert.ok(!(await feed.loadAround(4000)));
});

test("a failed page is reported, and can be retried", async () => {
	const { state, wire } = channel(1000);
	const feed = new ChannelFeed(7, 1, page(900, 1000, 1000), wire);
	state.refuse = new ApiError({ code: "network", message: "" }, 0);
	await feed.loadOlder();
	assert.equal(feed.getSnapshot().older, "failed");
	state.refuse = null;
	await feed.loadOlder();
	assert.equal(feed.getSnapshot().older, "idle");
	assert.deepEqual(windowOf(feed), [800, 1000]);
});

test("a channel without access is closed", async () => {
	const { state, wire } = channel(10);
	const feed = new ChannelFeed(7, 1, page(1, 10, 10), wire);
	state.refuse = new ApiError({ code: "not_member", message: "" }, 403);
	feed.setConnected(true);
	await settled();
	assert.equal(feed.getSnapshot().closed, "not_member");
});

test("opening sends the window's threads with their revisions, so that missed changes are returned", async () => {
	const { state, wire } = channel(10);
	const thread = (rev: number) => ({ channelId: 70, rev, replies: rev, lastSeq: rev, lastReplyAt: null, faces: [] });
	const start = page(1, 10, 10);
	const messages = start.messages.map((one) => (one.seq === 3 ? { ...one, thread: thread(1) } : one));
	const feed = new ChannelFeed(7, 1, { ...start, messages }, wire);
	const shown = () => feed.getSnapshot().log.messages[2]?.thread?.replies;
	feed.setConnected(true);
	await settled();
	assert.deepEqual(state.opens[0], {
		channelId: 7,
		afterRev: 10,
		firstSeq: 1,
		afterSeq: 10,
		threads: [{ channelId: 70, rev: 1 }],
	});
	feed.receiveThread({ channelId: 7, seq: 3, thread: thread(5) });
	assert.equal(shown(), 5);
	feed.receiveThread({ channelId: 7, seq: 3, thread: thread(4) });
	assert.equal(shown(), 5);
	feed.setConnected(false);
	feed.setConnected(true);
	await settled();
	assert.deepEqual((state.opens[1] as { threads: object }).threads, [{ channelId: 70, rev: 5 }]);
});

test("restored messages with reactions are read again, for the viewer's own", async () => {
	const { state, wire } = channel(10);
	const reacted = (seq: number, rev: number, me?: boolean): Message => ({
		...message(seq),
		rev,
		reactions: [{ emoji: "🔥", count: 2, ...(me !== undefined && { me }) }],
	});
	const pageAfter = async (query: string) => {
		const page = await wire.page(query);
		return { ...page, lastRev: 12, messages: page.messages.map(({ seq }) => reacted(seq, 12, true)) };
	};
	const feed = new ChannelFeed(7, 1, page(1, 10, 10), { ...wire, page: pageAfter });
	feed.setConnected(true);
	await settled();
	feed.receive("messages:purged", { channelId: 7, rev: 11, seqs: [[3, 6]], actionId: 1 });
	assert.deepEqual(state.pages, []);
	const messages = [{ ...message(3), rev: 12 }, reacted(4, 12), reacted(6, 12)];
	feed.receive("messages:restored", { channelId: 7, rev: 12, messages });
	await settled();
	assert.deepEqual(state.pages, ["after=3&limit=3"]);
	const { log } = feed.getSnapshot();
	assert.deepEqual(log.messages[5]?.reactions, [{ emoji: "🔥", count: 2, me: true }]);
	assert.equal(log.messages[4]?.deletedAt, null);
	feed.receive("messages:purged", { channelId: 7, rev: 13, seqs: [[8, 8]], actionId: 2 });
	feed.receive("messages:restored", { channelId: 7, rev: 14, messages: [{ ...message(8), rev: 14 }] });
	await settled();
	assert.equal(state.pages.length, 1);
});
