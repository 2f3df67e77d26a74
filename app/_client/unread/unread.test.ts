import assert from "node:assert/strict";
import { test } from "node:test";
import type { MemberServer } from "@/lib/realtime/protocol";
import {
	channelUnreads,
	hasUnread,
	isMutedAt,
	levelOf,
	nextMuteEnd,
	queuesOf,
	rowUnreads,
	serverUnread,
	totalUnread,
} from "./unread";

const now = Date.parse("2026-10-14T09:31:00.000Z");
const later = "2026-10-14T10:31:00.000Z";
const earlier = "2026-10-14T08:31:00.000Z";
const forever = "9999-12-31T00:00:00.000Z";

type Given = { unread?: number; mentions?: number; level?: "all" | "mentions" | "nothing"; mutedUntil?: string };
const numbers = ({ unread = 0, mentions = 0 }: Given) => ({
	lastSeq: 10,
	lastReadSeq: 10 - unread,
	mentionCount: mentions,
});
const setting = ({ level, mutedUntil }: Given) => ({ level: level ?? null, mutedUntil: mutedUntil ?? null });
const server = (own: Given, channels: Given[], threads: (Given & { of: number })[] = []) =>
	({
		...setting(own),
		channels: channels.map((given, index) => ({ id: index + 1, ...numbers(given), ...setting(given) })),
		threads: threads.map((given, index) => ({ channelId: 100 + index, parentId: given.of, ...numbers(given) })),
	}) as unknown as MemberServer;
const row = (of: MemberServer, id = 1, open: number | null = null) => rowUnreads(of, now, open).get(id);

test("unread is the head minus the marker, and never negative", () => {
	assert.deepEqual(row(server({}, [{ unread: 3 }])), { count: 0, unread: 3, muted: false });
	assert.deepEqual(row(server({}, [{ unread: -2 }])), { count: 0, unread: 0, muted: false });
	assert.equal(hasUnread(row(server({}, [{}]))), false);
	assert.equal(hasUnread(undefined), false);
});

test("a channel's level is its own, else its server's, else mentions", () => {
	const channel = (given: Given) => setting(given);
	assert.equal(levelOf(setting({}), channel({})), "mentions");
	assert.equal(levelOf(setting({ level: "all" }), channel({})), "all");
	assert.equal(levelOf(setting({ level: "all" }), channel({ level: "nothing" })), "nothing");
});

test("level nothing counts no mention and hides the dot; level all counts mentions alone", () => {
	assert.deepEqual(row(server({}, [{ unread: 3, mentions: 2, level: "nothing" }])), {
		count: 0,
		unread: 3,
		muted: false,
	});
	assert.deepEqual(row(server({ level: "all" }, [{ unread: 3, mentions: 2 }])), { count: 2, unread: 3, muted: false });
});

test("a mute hides the dot and keeps the count, by channel or server, and ends by the clock", () => {
	for (const muted of [
		server({}, [{ unread: 3, mentions: 1, mutedUntil: later }]),
		server({ mutedUntil: forever }, [{ unread: 3, mentions: 1 }]),
	])
		assert.deepEqual(row(muted), { count: 1, unread: 0, muted: true });
	assert.deepEqual(row(server({ mutedUntil: earlier }, [{ unread: 3 }])), { count: 0, unread: 3, muted: false });
	assert.equal(isMutedAt(now, setting({ mutedUntil: earlier }), undefined), false);
});

test("a row includes unread messages of followed threads, with their channel's level and mute", () => {
	const threads = [
		{ of: 1, unread: 2, mentions: 1 },
		{ of: 1, unread: 1 },
		{ of: 9, unread: 5 },
	];
	assert.deepEqual(row(server({}, [{ unread: 1 }], threads)), { count: 1, unread: 4, muted: false });
	assert.deepEqual(row(server({}, [{ level: "nothing" }], threads)), { count: 0, unread: 3, muted: false });
	assert.deepEqual(row(server({}, [{ mutedUntil: later }], threads)), { count: 1, unread: 0, muted: true });
	// The open channel counts as read; its threads do not.
	assert.deepEqual(row(server({}, [{ unread: 1, mentions: 1 }], threads), 1, 1), { count: 1, unread: 3, muted: false });
});

test("a tile adds its rows and the title adds the tiles: a muted server shows its mentions and no dot", () => {
	const loud = server({}, [{ unread: 1 }, { unread: 2, mentions: 2 }, { unread: 5, mutedUntil: later }]);
	const quiet = server({ mutedUntil: later }, [{ unread: 4, mentions: 1 }]);
	const of = (mentions: number) => ({ count: mentions, mentions, reports: 0, requests: 0 });
	assert.deepEqual(serverUnread(loud, now), { unread: 3, muted: false, ...of(2) });
	assert.deepEqual(serverUnread(quiet, now), { unread: 0, muted: true, ...of(1) });
	assert.deepEqual(totalUnread([loud, quiet], now), { count: 3, unread: 3, muted: false, mentions: 3 });
});

test("open reports and requests to join count in a tile and in the title, also while muted, but not at level nothing", () => {
	const waiting = { openCaseCount: 2, pendingRequestCount: 1 };
	const pottery = { ...server({}, [{ mentions: 1 }]), ...waiting };
	const muted = { ...server({ mutedUntil: later }, [{}]), openCaseCount: 3 };
	const silent = { ...server({ level: "nothing" }, [{}]), ...waiting };
	const of = (mentions: number, reports: number, requests: number) => ({
		...{ count: mentions + reports + requests, mentions, reports, requests },
		unread: 0,
	});
	assert.deepEqual(serverUnread(pottery, now), { ...of(1, 2, 1), muted: false });
	assert.deepEqual(serverUnread(muted, now), { ...of(0, 3, 0), muted: true });
	assert.deepEqual(serverUnread(silent, now), { ...of(0, 0, 0), muted: false });
	const total = totalUnread([pottery, muted, silent], now);
	assert.deepEqual(total, { count: 7, unread: 0, muted: false, mentions: 1 });
	// Whatever the level, they can be listed.
	assert.deepEqual(queuesOf(silent), { reports: 2, requests: 1 });
	assert.deepEqual(queuesOf(server({}, [{}])), { reports: 0, requests: 0 });
});

test("the next end of a mute is known without a request", () => {
	assert.equal(nextMuteEnd([server({ mutedUntil: earlier }, [{}])], now), null);
	const some = [server({ mutedUntil: forever }, [{ mutedUntil: later }]), server({}, [{ mutedUntil: earlier }])];
	assert.equal(nextMuteEnd(some, now), Date.parse(later));
});

test("a channel with thread rows below it excludes those threads; its tile includes them", () => {
	const quietChannel = server({}, [{}], [{ of: 1, unread: 2, mentions: 1 }]);
	assert.deepEqual(channelUnreads(quietChannel, now).get(1), { count: 0, unread: 0, muted: false });
	assert.equal(rowUnreads(quietChannel, now).get(1)?.count, 1);
	assert.equal(serverUnread(quietChannel, now).count, 1);
});
