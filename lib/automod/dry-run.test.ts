import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "@/db";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { makeRule, ruleOf, send } from "@/test/support/automod";
import { ada, bob, setUpCommunity } from "@/test/support/community";
import { range } from "@/test/support/socket-client";
import { Counters } from "./counters";
import { buildPattern } from "./pattern";
import { compileRule, RuleSet } from "./rule-set";
import { atOnce } from "./slices";

setUpCommunity("Tried");

let made = 0;
const place = async () => {
	const server = await ada.createServer(`Tried ${++made}`);
	await bob.join(server.serverId);
	return server;
};

async function run(by: ApiClient, serverId: number, rule: object = {}, channelIds?: number[]) {
	const { kind, settings } = ruleOf();
	const body = { rule: { kind, settings, ...rule }, ...(channelIds && { channelIds }) };
	const answer = await by.post(`/api/servers/${serverId}/automod/dry-run`, body);
	assert.equal(answer.status, 200, answer.text);
	return answer.body;
}
const parts = (body: Awaited<ReturnType<typeof run>>) =>
	body.matches?.map(({ message: { content }, highlights, exempt }) => [
		content,
		highlights.map(([from, to]) => content.slice(from, to)),
		exempt,
	]);

test("a dry run shows what a rule would have found, latest first, with its places, and changes nothing", async () => {
	const { serverId, channelId } = await place();
	const { seq } = await bob.sendMessage(channelId, "so much s.p.a.m, SPAM");
	await ada.sendMessage(channelId, "spam of the owner");
	await bob.sendMessage(channelId, "fine");
	const { body } = await bob.post(`/api/channels/${channelId}/messages/${seq}/thread`);
	// Its copy in the channel is not found a second time.
	await bob.sendMessage(body.thread?.channelId ?? 0, "ѕраm 🙂 spam", { echo: true });
	const gone = await bob.sendMessage(channelId, "spam, deleted");
	await bob.delete(`/api/channels/${channelId}/messages/${gone.seq}`);
	const result = await run(ada, serverId);
	assert.deepEqual(parts(result), [
		["ѕраm 🙂 spam", ["ѕраm", "spam"], false],
		["spam of the owner", ["spam"], true],
		["so much s.p.a.m, SPAM", ["s.p.a.m", "SPAM"], false],
	]);
	assert.deepEqual([result.checked, result.matched], [4, 3]);
	assert.equal((await send(bob, channelId, "spam")).status, 201);
	assert.equal((await ada.get(`/api/servers/${serverId}/automod/rules`)).body.rules?.length, 0);
});

test("a dry run reads only what the caller may read, and only the channels that it names", async () => {
	const { serverId, channelId } = await place();
	const den = await ada.createChannel(serverId, "den", { private: true });
	await ada.sendMessage(den, "spam in the den");
	await bob.sendMessage(channelId, "spam in the open");
	await ada.createRole(serverId, "keepers", { permissions: ["manage_automod"] }, bob);
	assert.deepEqual(
		(await run(bob, serverId)).matches?.map(({ message }) => message.content),
		["spam in the open"],
	);
	assert.equal((await run(ada, serverId)).matched, 2);
	assert.equal((await run(ada, serverId, {}, [den])).matched, 1);
	const dryRun = (channelIds: unknown) =>
		bob.post(`/api/servers/${serverId}/automod/dry-run`, {
			rule: { kind: "words", settings: { words: ["spam"], spacedLetters: true } },
			channelIds,
		});
	const elsewhere = await place();
	const { body } = await bob.post(`/api/channels/${channelId}/messages/1/thread`);
	for (const ids of [[den], [elsewhere.channelId], [body.thread?.channelId], [999_999], [], "x", [0]])
		assertRefused(await dryRun(ids), 400, "invalid_request", "channelIds");
	await ada.put(`/api/channels/${channelId}/overrides`, {
		overrides: [{ username: bob.username, allow: [], deny: ["read_history"] }],
	});
	assert.equal((await run(bob, serverId)).matched, 0);
	assertRefused(await dryRun([channelId]), 400, "invalid_request", "channelIds");
});

test("a dry run shows who is exempt, by role, channel or permission, and counts over time", async () => {
	const { serverId, channelId } = await place();
	const roleId = await ada.createRole(serverId, "regulars", {}, bob);
	await bob.sendMessage(channelId, "spam");
	for (const exempt of [
		{ roleIds: [roleId], channelIds: [] },
		{ roleIds: [], channelIds: [channelId] },
	])
		assert.deepEqual(
			(await run(ada, serverId, { exempt })).matches?.map((match) => match.exempt),
			[true],
		);
	await bob.sendMessage(channelId, "Spam");
	await bob.sendMessage(channelId, "spam");
	const repeat = { kind: "repeat", settings: { times: 3, seconds: 60 } };
	assert.equal((await run(ada, serverId, repeat)).matched, 1);
	await sql`update messages set created_at = created_at - interval '2 minutes' where channel_id = ${channelId} and seq = 1`;
	assert.equal((await run(ada, serverId, repeat)).matched, 0);
	const newcomer = { kind: "newcomer", settings: { minutes: 5, links: true, files: false, mentions: false } };
	await bob.sendMessage(channelId, "see https://example.org/x");
	assert.deepEqual(parts(await run(ada, serverId, newcomer)), [
		["see https://example.org/x", ["https://example.org/x"], false],
	]);
	await sql`update memberships set joined_at = joined_at - interval '1 hour' where server_id = ${serverId}`;
	assert.equal((await run(ada, serverId, newcomer)).matched, 0);
});

test("a dry run of a pattern shows its places, and refuses one that cannot be saved", async () => {
	const { serverId, channelId } = await place();
	await bob.sendMessage(channelId, "a ｆｒｅｅ big nitro here");
	const pattern = (source: string) => ({ kind: "patterns", settings: { patterns: [source] } });
	assert.deepEqual(parts(await run(ada, serverId, pattern("free.{0,9}nitro"))), [
		["a ｆｒｅｅ big nitro here", ["ｆｒｅｅ big nitro"], false],
	]);
	const refused = await ada.post(`/api/servers/${serverId}/automod/dry-run`, { rule: pattern("(") });
	assertRefused(refused, 400, "invalid_request", "settings.patterns");
	await makeRule(ada, serverId, { kind: "patterns", settings: { patterns: ["x*"] }, enabled: false });
});

test("a message is read as often for fifty rules as for one", () => {
	const settings = { max: 100, seconds: 60, everyone: true };
	const shared = { ...ruleOf(), exempt: { roleIds: [], channelIds: [] }, actions: { refuse: true } as const };
	const reads = (rules: number) => {
		let read = 0;
		const candidate = {
			...{ authorId: 1, id: "x", texts: [], files: 0 },
			get content() {
				read++;
				return "@ada **@bob**";
			},
		};
		const compiled = range(1, rules).flatMap((id) => [
			atOnce(compileRule({ ...shared, id, kind: "mentions", settings, updatedAt: "" }, buildPattern)),
			atOnce(
				compileRule(
					{ ...shared, id, kind: "repeat", settings: { times: 2, seconds: 60 }, updatedAt: "" },
					buildPattern,
				),
			),
		]);
		const set = atOnce(RuleSet.build(compiled));
		assert.deepEqual([set.matching(candidate), set.exceeded(candidate, new Counters())], [[], []]);
		return read;
	};
	assert.equal(reads(50), reads(1));
});

test("looking for the places of a match lets other work pass after each, and stops at its deadline", async () => {
	const pattern = "x.*1|x.*2|x";
	const { kind, settings } = { kind: "patterns" as const, settings: { patterns: [pattern] } };
	const rule = { ...ruleOf(), id: 1, kind, settings, exempt: { roleIds: [], channelIds: [] }, updatedAt: "" };
	const compiled = atOnce(compileRule({ ...rule, actions: { refuse: true } }, buildPattern));
	const rules = atOnce(RuleSet.build([compiled]));
	const content = "x ".repeat(50);
	const search = rules.highlights(content);
	let turns = 0;
	while (!search.next().done) turns++;
	assert.ok(turns >= 50, `${turns}`);
	assert.equal(atOnce(rules.highlights(content)).length, 50);
	let checks = 0;
	assert.equal(atOnce(rules.highlights(content, () => ++checks > 3)).length, 2);
});
