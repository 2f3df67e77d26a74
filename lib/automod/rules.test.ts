import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "@/db";
import { assertRefused } from "@/test/support/api-client";
import { makeRule, ruleOf, rulesPath } from "@/test/support/automod";
import { ada, bob, eve, setUpCommunity, world } from "@/test/support/community";
import { actWhileLosingRole } from "@/test/support/held-transaction";
import { range } from "@/test/support/socket-client";

setUpCommunity("Rules");

let made = 0;
const place = async () => {
	const { serverId, channelId } = await ada.createServer(`Ruled ${++made}`);
	await bob.join(serverId);
	return { serverId, channelId, path: rulesPath(serverId) };
};

test("only members with manage_automod see, make, change, delete and try rules", async () => {
	const { serverId, path } = await place();
	const { id } = await makeRule(ada, serverId);
	const { serverId: hidden } = await ada.createServer("Hidden", { visibility: "private" });
	const calls = [
		["GET", ""],
		["POST", ""],
		["PATCH", `/${id}`],
		["DELETE", `/${id}`],
	] as const;
	for (const [method, rest] of calls) {
		assertRefused(await world.guest().call(method, path + rest, { body: {} }), 401, "unauthenticated");
		assertRefused(await eve.call(method, path + rest, { body: {} }), 403, "forbidden");
		assertRefused(await bob.call(method, path + rest, { body: {} }), 403, "forbidden");
		assertRefused(await bob.call(method, rulesPath(hidden) + rest, { body: {} }), 404, "server_not_found");
	}
	const dryRun = `/api/servers/${serverId}/automod/dry-run`;
	assertRefused(await bob.post(dryRun, {}), 403, "forbidden");
	assertRefused(await eve.post(`/api/servers/${hidden}/automod/dry-run`, {}), 404, "server_not_found");
	await ada.createRole(serverId, "keepers", { permissions: ["manage_automod"] }, bob);
	assert.equal((await bob.get(path)).body.rules?.length, 1);
	assert.equal((await bob.patch(`${path}/${id}`, { name: "Renamed" })).body.rule?.name, "Renamed");
});

test("a change of a rule waits for a change of the member’s roles, and is refused without the permission", async () => {
	const { serverId, path } = await place();
	const { id } = await makeRule(ada, serverId);
	for (const [n, change] of [
		() => bob.post(path, ruleOf()),
		() => bob.patch(`${path}/${id}`, { name: "Renamed" }),
		() => bob.delete(`${path}/${id}`),
	].entries()) {
		const roleId = await ada.createRole(serverId, `keepers ${n}`, { permissions: ["manage_automod"] }, bob);
		assertRefused(await actWhileLosingRole(serverId, roleId, change), 403, "forbidden");
	}
	assert.equal((await ada.get(path)).body.rules?.length, 1);
});

test("a rule that is not valid is refused with its field, and no rule of another server is found", async () => {
	const { serverId, path } = await place();
	const other = await place();
	const { id } = await makeRule(ada, other.serverId);
	const elsewhere = await ada.createRole(other.serverId, "elsewhere");
	const settings = { words: ["a"], spacedLetters: false };
	for (const [more, field] of [
		[{ name: "" }, "name"],
		[{ name: "x".repeat(51) }, "name"],
		[{ message: "" }, "message"],
		[{ message: "x".repeat(201) }, "message"],
		[{ kind: "spells" }, "kind"],
		[{ actions: {} }, "actions"],
		[{ actions: { refuse: false } }, "actions.refuse"],
		[{ unknown: 1 }, "unknown"],
		[{ settings: { ...settings, words: [] } }, "settings.words"],
		[{ settings: { ...settings, words: [""] } }, "settings.words"],
		[{ settings: { ...settings, words: ["\u0301"] } }, "settings.words"],
		[{ settings: { ...settings, words: ["x".repeat(51)] } }, "settings.words"],
		[{ settings: { ...settings, words: range(1, 1001).map(String) } }, "settings.words"],
		[{ settings: { words: ["a"] } }, "settings.spacedLetters"],
		[{ kind: "patterns", settings: { patterns: ["("] } }, "settings.patterns"],
		[{ kind: "patterns", settings: { patterns: ["(a|b)*a(a|b){20}c"] } }, "settings.patterns"],
		[{ kind: "patterns", settings: { patterns: range(1, 21).map(String) } }, "settings.patterns"],
		[{ kind: "patterns", settings: { patterns: ["x".repeat(201)] } }, "settings.patterns"],
		[{ kind: "links", settings: { block: "listed", domains: [], invites: false } }, "settings.domains"],
		[{ kind: "links", settings: { block: "none", domains: [], invites: false } }, "settings.block"],
		[{ kind: "links", settings: { block: "listed", domains: ["not a domain"], invites: false } }, "settings.domains"],
		[{ kind: "mentions", settings: { max: 0, seconds: 1, everyone: true } }, "settings.max"],
		[{ kind: "repeat", settings: { times: 1, seconds: 1 } }, "settings.times"],
		[
			{ kind: "flood", settings: { messages: null, seconds: 1, lines: null, attachmentsOnly: false } },
			"settings.messages",
		],
		[{ kind: "newcomer", settings: { minutes: 5, links: false, files: false, mentions: false } }, "settings.links"],
		[{ exempt: { roleIds: [elsewhere], channelIds: [] } }, "exempt.roleIds"],
		[{ exempt: { roleIds: [], channelIds: [other.channelId] } }, "exempt.channelIds"],
		[{ exempt: { roleIds: [] } }, "exempt.channelIds"],
	] as const)
		assertRefused(await ada.post(path, ruleOf(more)), 400, "invalid_request", field);
	assertRefused(await ada.post(path, {}), 400, "invalid_request");
	for (const bad of [id, 999_999, 0, "x"]) {
		assertRefused(await ada.patch(`${path}/${bad}`, { name: "Mine" }), 404, "automod_rule_not_found");
		// Settings that fit no kind do not reveal it either.
		assertRefused(await ada.patch(`${path}/${bad}`, { settings: { max: 1 } }), 404, "automod_rule_not_found");
		assert.equal((await ada.delete(`${path}/${bad}`)).status, 204);
	}
	assert.deepEqual((await ada.get(path)).body.rules, []);
	assert.equal((await ada.get(other.path)).body.rules?.length, 1);
	const { id: own } = await makeRule(ada, serverId);
	assertRefused(await ada.patch(`${path}/${own}`, { settings: { max: 1 } }), 400, "invalid_request");
	assertRefused(await ada.patch(`${path}/${own}`, { kind: "words" }), 400, "invalid_request", "kind");
});

test("a channel that a moderator may not view can stay exempt, and is refused like one that does not exist", async () => {
	const { serverId, channelId, path } = await place();
	await ada.createRole(serverId, "keepers", { permissions: ["manage_automod"] }, bob);
	const hidden = await ada.createChannel(serverId, "hidden", { private: true });
	const exempt = (...channelIds: number[]) => ({ exempt: { roleIds: [], channelIds } });
	const [none, secret] = [await bob.post(path, ruleOf(exempt(999_999))), await bob.post(path, ruleOf(exempt(hidden)))];
	assertRefused(secret, 400, "invalid_request", "exempt.channelIds");
	assert.equal(secret.text, none.text);
	const { seq } = await ada.sendMessage(channelId, "The start of a thread");
	const { thread } = (await ada.post(`/api/channels/${channelId}/messages/${seq}/thread`)).body;
	assertRefused(
		await bob.post(path, ruleOf(exempt(thread?.channelId ?? assert.fail()))),
		400,
		"invalid_request",
		"exempt.channelIds",
	);
	const { id } = await makeRule(bob, serverId, exempt(channelId));
	assertRefused(await bob.patch(`${path}/${id}`, exempt(hidden)), 400, "invalid_request", "exempt.channelIds");
	await ada.patch(`${path}/${id}`, exempt(hidden));
	const { body } = await bob.patch(`${path}/${id}`, { name: "Renamed", ...exempt(hidden, channelId) });
	assert.deepEqual(new Set(body.rule?.exempt.channelIds), new Set([hidden, channelId]));
});

test("a rule is stored as it was given, changed in part, and deleted once", async () => {
	const { serverId, channelId, path } = await place();
	const roleId = await ada.createRole(serverId, "regulars");
	const gone = await ada.createChannel(serverId, "gone");
	const rule = await makeRule(ada, serverId, {
		settings: { words: ["spam", "spam", " scam "], spacedLetters: false },
		exempt: { roleIds: [roleId, roleId], channelIds: [channelId, gone] },
		enabled: false,
	});
	assert.deepEqual(rule.settings, { words: ["spam", "scam"], spacedLetters: false });
	assert.deepEqual(rule.exempt, { roleIds: [roleId], channelIds: [channelId, gone] });
	assert.equal(rule.enabled, false);
	await ada.delete(`/api/channels/${gone}`);
	const { body } = await ada.patch(`${path}/${rule.id}`, {});
	assert.equal(body.rule?.updatedAt, rule.updatedAt);
	assert.deepEqual(body.rule?.exempt.channelIds, [channelId]);
	const changed = (await ada.patch(`${path}/${rule.id}`, { enabled: true, message: "Please no." })).body.rule;
	assert.deepEqual([changed?.enabled, changed?.message, changed?.name], [true, "Please no.", rule.name]);
	const headers = { "if-match": `"${rule.updatedAt}"` };
	assertRefused(await ada.call("PATCH", `${path}/${rule.id}`, { headers, body: { name: "x" } }), 409, "conflict");
	assertRefused(await ada.call("DELETE", `${path}/${rule.id}`, { headers }), 409, "conflict");
	for (const _ of [1, 2]) assert.equal((await ada.delete(`${path}/${rule.id}`)).status, 204);
	assertRefused(await ada.patch(`${path}/${rule.id}`, { name: "x" }), 404, "automod_rule_not_found");
});

test("a change and a deletion are of one rule alone, and the deletion of none is in no audit log", async () => {
	const { serverId, path } = await place();
	const [first, second] = [await makeRule(ada, serverId, { name: "First" }), await makeRule(ada, serverId)];
	const third = await makeRule(ada, (await place()).serverId);
	const headers = { "if-match": `"${first.updatedAt}"` };
	const renamed = await ada.call("PATCH", `${path}/${first.id}`, { headers, body: { name: "Renamed" } });
	assert.equal(renamed.body.rule?.name, "Renamed");
	assert.deepEqual((await ada.get(path)).body.rules, [renamed.body.rule, second]);
	assert.equal((await ada.delete(`${path}/${third.id}`)).status, 204);
	assert.equal((await ada.delete(`${path}/${first.id}`)).status, 204);
	assert.deepEqual((await ada.get(path)).body.rules, [second]);
	const left = await sql`select name, enabled from automod_rules where id = ${third.id}`;
	assert.deepEqual([...left], [{ name: third.name, enabled: true }]);
	const deletions = await ada.get(`/api/servers/${serverId}/audit-log?action=delete_automod_rule`);
	assert.equal(deletions.body.entries?.length, 1);
});

test("the words of the enabled rules of a server are bounded in their length together, not in their number", async () => {
	const { serverId, path } = await place();
	const { id } = await makeRule(ada, serverId);
	// As if it had 50,000 words of nearly 20 letters.
	await sql`update automod_rules set cells = 1000000 - 4 where id = ${id}`;
	const words = (...list: string[]) => ruleOf({ settings: { words: list, spacedLetters: true } });
	assertRefused(await ada.post(path, words("fives")), 400, "invalid_request", "settings.words");
	// A rule is not counted twice, nor are those of other servers.
	assert.equal((await ada.patch(`${path}/${id}`, { name: "Full" })).status, 200);
	assert.equal((await ada.post((await place()).path, words("fives"))).status, 201);
	const disabled = await makeRule(ada, serverId, { ...words("fives"), enabled: false });
	assertRefused(await ada.patch(`${path}/${disabled.id}`, { enabled: true }), 400, "invalid_request", "settings.words");
	assert.equal((await ada.post(path, words("four"))).status, 201);
	// Patterns are counted by themselves.
	await makeRule(ada, serverId, { kind: "patterns", settings: { patterns: ["a.*b"] } });
	await ada.patch(`${path}/${id}`, { enabled: false });
	assert.equal((await ada.patch(`${path}/${disabled.id}`, { enabled: true })).status, 200);
});

test("the patterns of the enabled rules of a server are bounded in their size together", async () => {
	const { serverId, path } = await place();
	const patterns = (source: string) => ({ kind: "patterns", settings: { patterns: [source] } });
	const { id } = await makeRule(ada, serverId, patterns("first"));
	await sql`update automod_rules set cells = 1000000 - 1 where id = ${id}`;
	assertRefused(await ada.post(path, ruleOf(patterns("second"))), 400, "invalid_request", "settings.patterns");
	const disabled = await makeRule(ada, serverId, { ...patterns("second"), enabled: false });
	assertRefused(
		await ada.patch(`${path}/${disabled.id}`, { enabled: true }),
		400,
		"invalid_request",
		"settings.patterns",
	);
	await ada.patch(`${path}/${id}`, { enabled: false });
	assert.equal((await ada.patch(`${path}/${disabled.id}`, { enabled: true })).status, 200);
});

test("a server has at most 50 rules, and its enabled ones at most 50 patterns", async () => {
	const { serverId, path } = await place();
	const patterns = (from: number) => ({
		kind: "patterns",
		settings: { patterns: range(from, from + 19).map((n) => `word${n}`) },
	});
	await makeRule(ada, serverId, patterns(1));
	await makeRule(ada, serverId, patterns(21));
	assertRefused(await ada.post(path, ruleOf(patterns(41))), 400, "invalid_request", "settings.patterns");
	const { id } = await makeRule(ada, serverId, { ...patterns(41), enabled: false });
	assertRefused(await ada.patch(`${path}/${id}`, { enabled: true }), 400, "invalid_request", "settings.patterns");
	await Promise.all(range(4, 49).map(() => makeRule(ada, serverId)));
	const last = await Promise.all(range(1, 4).map(() => ada.post(path, ruleOf())));
	assert.deepEqual(last.map(({ status }) => status).sort(), [201, 403, 403, 403]);
});

test("every change of a rule is in the audit log, with its name at that time", async () => {
	const { serverId, path } = await place();
	const { id } = await makeRule(ada, serverId);
	await ada.patch(`${path}/${id}`, { name: "Junk" });
	await ada.patch(`${path}/${id}`, {});
	await ada.delete(`${path}/${id}`);
	const entries = (await ada.get(`/api/servers/${serverId}/audit-log`)).body.entries ?? [];
	assert.deepEqual(
		entries.map(({ action, actor, subject, moderationAction, rule }) => [
			action,
			actor?.id,
			subject,
			moderationAction,
			rule,
		]),
		[
			["delete_automod_rule", ada.id, null, null, { id, name: "Junk" }],
			["update_automod_rule", ada.id, null, null, { id, name: "Junk" }],
			["create_automod_rule", ada.id, null, null, { id, name: "Words" }],
		],
	);
	const filtered = await ada.get(`/api/servers/${serverId}/audit-log?action=update_automod_rule`);
	assert.equal(filtered.body.entries?.length, 1);
	await assert.rejects(sql`update audit_log set action = 'x' where server_id = ${serverId}`);
});
