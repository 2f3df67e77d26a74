import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { sql } from "@/db";
import type { ApiClient } from "@/test/support/api-client";
import { range } from "@/test/support/socket-client";
import { TestServer } from "@/test/support/test-server";
import { nonceOf } from "./nonce";
import { type BadLine, importFile, type Report } from "./run";

const folder = mkdtempSync(join(tmpdir(), "hearth-test-"));
let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;

before(async () => {
	world = await TestServer.open();
	({ ada, bob } = await world.createThree());
});
after(async () => {
	await world.close();
	rmSync(folder, { recursive: true, force: true });
});

type Line = Partial<Record<"id" | "channel" | "at" | "author" | "text" | "replyTo", unknown>>;
let lastId = 0;
const line = (change: Line = {}): Line => ({
	...{ id: `#${++lastId}`, channel: "general", at: "2004-12-25T09:14:02.000Z", author: "crimsun", text: "hello" },
	...change,
});

async function bring(lines: (Line | string)[], server: string, owner = "ada"): Promise<Report & { wrong: BadLine[] }> {
	const file = join(folder, `${server}.jsonl`);
	writeFileSync(file, lines.map((one) => `${typeof one === "string" ? one : JSON.stringify(one)}\n`).join(""));
	const wrong: BadLine[] = [];
	const report = await importFile(
		{ file, server, owner },
		{ log: () => {}, progress: () => {}, bad: (one) => wrong.push(one) },
	);
	return { ...report, wrong };
}

async function channelsOf(
	report: Report,
): Promise<Record<string, { id: number; lastSeq: number; lastReadSeq: number }>> {
	const { body } = await ada.get(`/api/servers/${report.destination.server.id}`);
	return Object.fromEntries((body.server?.channels ?? []).map((channel) => [channel.name, channel]));
}

async function historyOf(report: Report, name: string) {
	const channel = (await channelsOf(report))[name];
	assert.ok(channel, `no channel ${name}`);
	const { body } = await ada.get(`/api/channels/${channel.id}/messages?after=0&limit=100`);
	return body.messages ?? [];
}

test("rejects an owner who does not exist or is a placeholder, before creating anything", async () => {
	await bring([line({ author: "placeholder" })], "Refusals");
	await assert.rejects(bring([line()], "Nobody's", "nobody"), {
		name: "CannotImport",
		message: /no account named nobody/,
	});
	await assert.rejects(bring([line()], "Nobody's", "placeholder"), {
		name: "CannotImport",
		message: /author of imported/,
	});
	await assert.rejects(
		importFile({ file: join(folder, "none"), server: "Nobody's", owner: "ada" }, { log() {}, progress() {}, bad() {} }),
		{
			name: "CannotImport",
		},
	);
	const made = await sql`select 1 from servers where name = 'Nobody''s'`;
	assert.equal(made.length, 0);
});

test("rejects a name that two of the owner's servers have", async () => {
	await ada.createServer("Twins");
	await ada.createServer("Twins");
	await assert.rejects(bring([line()], "Twins"), {
		name: "CannotImport",
		message: /more than one server named “Twins”/,
	});
});

test("leaves another owner's server of that name alone; the new one is private and the owner's", async () => {
	const { serverId } = await bob.createServer("Ours");
	const { destination } = await bring([line()], "Ours");
	assert.notEqual(destination.server.id, serverId);
	const { body } = await ada.get(`/api/servers/${destination.server.id}`);
	assert.equal(body.server?.visibility, "private");
	assert.equal(body.server?.category.slug, "other");
	assert.equal(body.server?.memberCount, 1);
	assert.equal((await bob.get(`/api/servers/${destination.server.id}`)).status, 404);
});

test("keeps times, text, names and replies, and marks everything read for the owner", async () => {
	const report = await bring(
		[
			line({ id: "a", at: "2004-12-25T09:14:02.123+01:00", author: "|QuaD-", text: " totem\nxine " }),
			line({ id: "b", author: "crimsun", replyTo: "a" }),
			line({ id: "c", channel: "2004-12-25.train-c", author: "crimsun" }),
		],
		"Kept",
	);
	assert.deepEqual([report.imported, report.channels, report.people, report.lostParents], [3, 2, 2, 0]);
	const [first, second] = await historyOf(report, "general");
	assert.equal(first?.createdAt, "2004-12-25T08:14:02.123Z");
	assert.equal(first.content, "totem\nxine");
	assert.equal(first.author.displayName, "|QuaD-");
	assert.equal(first.nonce, nonceOf("a"));
	assert.deepEqual([first.seq, first.rev, second?.seq, second?.rev, second?.replyTo], [1, 1, 2, 2, 1]);
	assert.equal((await historyOf(report, "2004-12-25-train-c")).length, 1);
	for (const { lastSeq, lastReadSeq } of Object.values(await channelsOf(report))) assert.equal(lastReadSeq, lastSeq);
});

test("imported authors are no members, cannot sign in, and never use an existing account", async () => {
	const report = await bring(
		["ada", "Ada", "bob", "root", "bob_2"].map((author) => line({ author })),
		"People",
	);
	const authors = (await historyOf(report, "general")).map(({ author }) => author);
	assert.deepEqual(
		authors.map(({ displayName }) => displayName),
		["ada", "Ada", "bob", "root", "bob_2"],
	);
	assert.equal(new Set(authors.map(({ id }) => id)).size, 5);
	for (const { id, username } of authors) {
		assert.ok(![ada.id, bob.id].includes(id));
		assert.match(username, /^[a-z0-9_.]{2,32}$/);
		assert.notEqual(username, "root");
	}
	const { body } = await ada.get(`/api/servers/${report.destination.server.id}/members`);
	assert.deepEqual(
		body.members?.map(({ user }) => user.username),
		["ada"],
	);
	const [row] =
		await sql`select count(*) from users where id = any (${authors.map(({ id }) => id)}::bigint[]) and kind <> 'placeholder'`;
	assert.equal(row?.count, 0);
});

test("a second run duplicates nothing, and appends lines added to the file", async () => {
	const lines = [line({ id: "1" }), line({ id: "2", replyTo: "1" }), line({ id: "2", text: "again" })];
	const first = await bring(lines, "Twice");
	assert.deepEqual([first.imported, first.known], [2, 1]);
	const second = await bring([...lines, line({ id: "3", replyTo: "2" })], "Twice");
	assert.deepEqual([second.imported, second.known, second.people, second.destination.isNew], [1, 3, 1, false]);
	const history = await historyOf(second, "general");
	assert.deepEqual(
		history.map(({ seq, replyTo }) => [seq, replyTo]),
		[
			[1, null],
			[2, 1],
			[3, 2],
		],
	);
});

test("two concurrent imports create one of each", async () => {
	const lines = range(1, 3000).map((n) => line({ channel: `c${n % 3}`, author: `p${n % 50}`, text: String(n) }));
	const [first, second] = await Promise.all([bring(lines, "Both"), bring(lines, "Both")]);
	assert.equal(first.imported + second.imported, 3000);
	assert.equal(first.destination.server.id, second.destination.server.id);
	assert.deepEqual([second.channels, second.people], [3, 50]);
	const [row] = await sql`
		select count(*) as all, count(distinct m.nonce) as distinct from messages m join channels c on c.id = m.channel_id
		where c.server_id = ${first.destination.server.id}`;
	assert.deepEqual({ ...row }, { all: 3000, distinct: 3000 });
});

test("counts bad lines with their numbers and imports the lines around them", async () => {
	const report = await bring([line(), '{"id": "cut', line({ text: "\u200b" }), "", line({ at: "now" }), line()], "Bad");
	assert.deepEqual([report.read, report.imported, report.bad], [5, 2, 3]);
	assert.deepEqual(
		report.wrong.map(({ number, wrong }) => `${number} ${wrong.split(" ")[0]}`),
		["2 is", "3 text:", "5 at:"],
	);
});

test("never merges sources with similar names, and never fills a channel with members' messages", async () => {
	const { serverId, channelId } = await ada.createServer("Merged");
	await ada.sendMessage(channelId, "a word of today");
	await ada.createChannel(serverId, "empty");
	const originals = ["general", "a b", "A-B", "a-b-2", "empty", "Empty"];
	const report = await bring(
		originals.map((channel) => line({ channel, text: channel })),
		"Merged",
	);
	assert.equal(report.destination.server.id, serverId);
	const found: Record<string, string[]> = {};
	for (const name of Object.keys(await channelsOf(report)))
		found[name] = (await historyOf(report, name)).map(({ content }) => content);
	assert.deepEqual(found, {
		general: ["a word of today"],
		empty: ["empty"],
		"general-2": ["general"],
		"a-b": ["a b"],
		"a-b-2": ["A-B"],
		"a-b-2-2": ["a-b-2"],
		"empty-2": ["Empty"],
	});
});

test("drops and counts a parent that is unknown, later, itself or of another channel", async () => {
	const report = await bring(
		[
			line({ id: "p", channel: "other" }),
			line({ id: "q", replyTo: "nothing" }),
			line({ id: "r", replyTo: "s" }),
			line({ id: "s", replyTo: "p" }),
			line({ id: "t", replyTo: "t" }),
			line({ id: "u", replyTo: "s" }),
		],
		"Parents",
	);
	assert.equal(report.lostParents, 4);
	const history = await historyOf(report, "general");
	assert.deepEqual(
		history.map(({ replyTo }) => replyTo),
		[null, null, null, null, 3],
	);
});

test("another user's earlier use of a nonce blocks no line", async () => {
	const { channelId } = await ada.createServer("Squatted");
	await bring([line({ id: "x1" })], "Squatted");
	await ada.sendMessage(channelId, "mine", { nonce: nonceOf("x2") });
	const report = await bring([line({ id: "x1" }), line({ id: "x2", text: "theirs" })], "Squatted");
	const history = await historyOf(report, "general");
	assert.deepEqual(
		history.map(({ content }) => content),
		["hello", "mine", "theirs"],
	);
});

test("members with the channel open receive every message once and in order, while they post", async () => {
	const { serverId, channelId } = await ada.createServer("Live");
	await bob.join(serverId);
	await bring([line({ text: "first" })], "Live");
	const [hers, his] = await Promise.all([ada.openSocket(channelId), bob.openSocket(channelId)]);
	const lines = range(1, 2500).map((n) => line({ text: String(n), author: `p${n % 7}` }));
	const talking = (async () => {
		for (const n of range(1, 20)) await his.sendMessage(channelId, `live ${n}`);
	})();
	const [report] = await Promise.all([bring(lines, "Live"), talking]);
	assert.equal(report.imported, 2500);
	await hers.waitFor("messages", ({ messages }) => messages.some(({ seq }) => seq === 2521));
	await his.waitFor("messages", ({ messages }) => messages.some(({ seq }) => seq === 2521));
	assert.deepEqual(hers.seqs(channelId), range(2, 2521));
	assert.deepEqual(his.revs(channelId), range(2, 2521));
	hers.close();
	his.close();
});
