import assert from "node:assert/strict";
import { test } from "node:test";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import {
	actionsIn,
	assertBlocked,
	createRuledPlace,
	leaveMatch,
	makeRule,
	messageAt,
	pending,
	ruleOf,
	rulesPath,
	send,
} from "@/test/support/automod";
import { casesOf, changeCase, details, onlyCase, readCase, reportMember, reportMessage } from "@/test/support/cases";
import { ada, bob, eve, world } from "@/test/support/community";
import { audit, mod, setUpModeration, soon, undo } from "@/test/support/moderation";
import { range, waitUntil } from "@/test/support/socket-client";
import { appState } from "../process/app-state";

setUpModeration();

const pathOf = (channelId: number, seq: number) => `/api/channels/${channelId}/messages/${seq}`;
const nicknamePath = (serverId: number) => `/api/servers/${serverId}/members/zoe/nickname`;
const untilActed = (serverId: number) =>
	waitUntil("the rules have acted", async () => (await pending(serverId)).length === 0);
/** Sends a message that no rule refuses, and waits until the rules have acted. */
async function sendAndWait(by: ApiClient, serverId: number, channelId: number, content: string, more: object = {}) {
	const { status, text, body } = await send(by, channelId, content, more);
	assert.equal(status, 201, text);
	await untilActed(serverId);
	return body.message ?? assert.fail("no message");
}

test("a rule refuses by default, and combinations of actions that contradict each other are refused", async () => {
	const { serverId } = await createRuledPlace();
	const { actions: _, ...without } = ruleOf();
	const made = await ada.post(rulesPath(serverId), without);
	assert.deepEqual([made.status, made.body.rule?.actions], [201, { refuse: true }]);
	for (const [actions, field] of [
		[{}, "actions"],
		[{ refuse: false }, "actions.refuse"],
		[{ refuse: true, flag: true }, "actions.flag"],
		[{ refuse: true, removeAfter: true }, "actions.removeAfter"],
		[{ timeout: { minutes: 0 } }, "actions.timeout.minutes"],
		[{ timeout: { minutes: 40_321 } }, "actions.timeout.minutes"],
		[{ timeout: true }, "actions.timeout"],
		[{ flag: true, kick: true }, "actions.kick"],
	] as const) {
		assertRefused(await ada.post(rulesPath(serverId), ruleOf({ actions })), 400, "invalid_request", field);
		const path = `${rulesPath(serverId)}/${made.body.rule?.id}`;
		assertRefused(await ada.patch(path, { actions }), 400, "invalid_request", field);
	}
	for (const actions of [
		{ refuse: true, timeout: { minutes: 40_320 } },
		{ flag: true, timeout: { minutes: 1 }, removeAfter: true },
	]) {
		const { status, body, text } = await ada.post(rulesPath(serverId), ruleOf({ actions }));
		assert.deepEqual([status, body.rule?.actions], [201, actions], text);
	}
});

test("a flagged message stands, and is one case with its rule, to which an edit and a report add", async () => {
	const { serverId, channelId } = await createRuledPlace();
	const rule = await makeRule(ada, serverId, { actions: { flag: true } });
	const client = await mod.connect();
	const { seq } = await sendAndWait(bob, serverId, channelId, "spam one");
	await client.waitFor("case", (event) => event.serverId === serverId && event.openCount === 1);
	client.close();
	const found = await onlyCase(mod, serverId);
	assert.deepEqual(
		[found.kind, found.rule, found.message?.seq, found.subject.username, found.excerpt, found.mayDecide],
		["automod", { id: rule.id, name: "Words" }, seq, "bob", "spam one", true],
	);
	assert.equal((await messageAt(mod, channelId, seq)).content, "spam one");
	assert.equal((await bob.patch(pathOf(channelId, seq), { content: "spam two" })).status, 200);
	await untilActed(serverId);
	assert.equal((await reportMessage(mod, channelId, seq)).status, 201);
	const now = await details(readCase(mod, serverId, (await onlyCase(mod, serverId)).id));
	assert.deepEqual(
		[now.id, now.kind, now.reportCount, now.snapshot?.content, now.snapshot?.later.map(({ content }) => content)],
		[found.id, "automod", 1, "spam one", ["spam two"]],
	);
	assert.deepEqual(now.actions, []);
	await sendAndWait(bob, serverId, channelId, "spam three");
	assert.equal((await casesOf(mod, serverId)).length, 2);
	await changeCase(mod, serverId, found.id, { outcome: "dismissed" });
	assert.equal((await bob.patch(pathOf(channelId, seq), { content: "spam four" })).status, 200);
	await untilActed(serverId);
	assert.equal((await casesOf(mod, serverId)).length, 2);
});

test("automod opens no case while ten of its cases about the member are open", async () => {
	const { serverId, channelId } = await createRuledPlace();
	const elsewhere = await createRuledPlace();
	for (const id of [elsewhere.serverId, serverId]) await makeRule(ada, id, { actions: { flag: true } });
	// Neither cases elsewhere, about others, nor reports count.
	await sendAndWait(bob, elsewhere.serverId, elsewhere.channelId, "spam");
	const zoe = await world.createUser("zoe.flagged");
	await ada.addMember(serverId, zoe);
	await sendAndWait(zoe, serverId, channelId, "spam");
	assert.equal((await reportMember(mod, serverId, "bob")).status, 201);
	for (const n of range(1, 11)) assert.equal((await send(bob, channelId, `spam ${n}`)).status, 201);
	await untilActed(serverId);
	const open = (await casesOf(mod, serverId)).filter((one) => one.kind === "automod" && one.subject.username === "bob");
	assert.equal(open.length, 10);
	await changeCase(mod, serverId, open[0]?.id ?? 0, { outcome: "dismissed" });
	await sendAndWait(bob, serverId, channelId, "spam 12");
	assert.equal((await casesOf(mod, serverId)).at(-1)?.excerpt, "spam 12");
});

test("a timeout by a rule is a moderation action without an actor, shown to its subject, and moderators undo it", async () => {
	const { serverId, channelId } = await createRuledPlace();
	const rule = await makeRule(ada, serverId, { actions: { timeout: { minutes: 10 } } });
	const client = await bob.connect();
	const { seq } = await sendAndWait(bob, serverId, channelId, "spam");
	await client.waitFor("sanction", (event) => event.serverId === serverId && event.imposed);
	client.close();
	assert.equal((await messageAt(bob, channelId, seq)).content, "spam");
	assertRefused(await send(bob, channelId, "hello"), 403, "timed_out");
	const [entry] = await audit(serverId);
	const action = entry?.moderationAction ?? assert.fail();
	assert.deepEqual([entry?.action, entry?.actor, entry?.subject?.username], ["timeout", null, "bob"]);
	assert.deepEqual(
		[action.kind, action.actor, action.rule, action.reason, action.removed],
		["timeout", null, { id: rule.id, name: "Words" }, "No spam here.", 0],
	);
	assert.ok(Math.abs(Date.parse(action.until ?? "") - Date.parse(action.createdAt) - 600_000) < 5000);
	const { sanctions } = (await bob.get("/api/sanctions")).body;
	const own = sanctions?.find(({ id }) => id === action.id);
	assert.deepEqual([own?.kind, own?.rule, own?.reason], ["timeout", "Words", "No spam here."]);
	await ada.delete(`${rulesPath(serverId)}/${rule.id}`);
	assert.deepEqual((await audit(serverId, "?action=timeout"))[0]?.moderationAction?.rule, action.rule);
	assertRefused(await undo(bob, serverId, action.id), 403, "timed_out");
	assertRefused(await undo(eve, serverId, action.id), 403, "not_member");
	assert.equal((await undo(mod, serverId, action.id)).status, 204);
	assert.equal((await send(bob, channelId, "spam")).status, 201);
	const [undone] = await audit(serverId);
	assert.deepEqual([undone?.action, undone?.actor?.username], ["undo_timeout", mod.username]);
});

test("an appeal against a rule's timeout is decided by any moderator", async () => {
	const { serverId, channelId } = await createRuledPlace();
	await makeRule(ada, serverId, { actions: { timeout: { minutes: 10 } } });
	await sendAndWait(bob, serverId, channelId, "spam");
	const [action] = await actionsIn(serverId);
	assert.equal((await bob.post(`/api/sanctions/${action?.id}/appeal`, { text: "It was ham." })).status, 201);
	const { id, mayDecide } = await onlyCase(mod, serverId);
	const shown = await details(readCase(mod, serverId, id));
	assert.deepEqual([mayDecide, shown.appeal?.action.rule?.name, shown.appeal?.action.actor], [true, "Words", null]);
	assert.equal((await changeCase(mod, serverId, id, { outcome: "lifted" })).status, 200);
	assert.equal((await send(bob, channelId, "hello")).status, 201);
});

test("a rule does not repeat its timeout or shorten a moderator's, but extends one", async () => {
	const { serverId, channelId } = await createRuledPlace();
	const rule = await makeRule(ada, serverId, { actions: { timeout: { minutes: 10 } } });
	await Promise.all(range(1, 5).map((n) => send(bob, channelId, `spam ${n}`)));
	// Nothing is left of those that were refused because of the first.
	await untilActed(serverId);
	const [first, ...others] = await actionsIn(serverId);
	assert.deepEqual(others, []);
	await undo(mod, serverId, first?.id ?? 0);
	const timeOut = (until: string | null) => mod.put(`/api/servers/${serverId}/members/bob/timeout`, { until });
	const message = await bob.sendMessage(channelId, "ham");
	for (const [ms, times] of [
		[3_600_000, 0],
		[60_000, 1],
	] as const) {
		const before = (await actionsIn(serverId)).length;
		assert.equal((await timeOut(soon(ms))).status, 204);
		await leaveMatch(serverId, { channelId, nonce: message.nonce }, { actions: rule.actions });
		await appState().matchQueue.sweep();
		assert.equal((await actionsIn(serverId)).length - before, 1 + times);
		await timeOut(null);
	}
});

test("a removed message is a tombstone, is one moderation action with its timeout, and is undone exactly", async () => {
	const { serverId, channelId } = await createRuledPlace();
	await makeRule(ada, serverId, { actions: { removeAfter: true, flag: true, timeout: { minutes: 5 } } });
	const { seq } = await bob.sendMessage(channelId, "fine");
	const { body } = await bob.post(`${pathOf(channelId, seq)}/thread`);
	const thread = body.thread?.channelId ?? 0;
	const client = await mod.connect();
	await client.open({ channelId: thread });
	const sent = await sendAndWait(bob, serverId, thread, "so much spam", { echo: true });
	const copy = seq + 1;
	const purged = await client.waitFor("messages:purged", (event) => event.channelId === thread);
	client.close();
	assert.deepEqual(purged.seqs, [[sent.seq, sent.seq]]);
	assert.equal((await messageAt(mod, thread, sent.seq)).deletedAt !== null, true);
	assert.equal((await messageAt(mod, channelId, copy)).deletedAt !== null, true);
	const [action, ...others] = await actionsIn(serverId);
	assert.deepEqual([action?.kind, action?.removed, action?.actor, others], ["timeout", 2, null, []]);
	const found = await details(readCase(mod, serverId, (await onlyCase(mod, serverId)).id));
	assert.deepEqual([found.state, found.snapshot?.content, found.messageState], ["open", "so much spam", "deleted"]);
	assert.equal((await undo(mod, serverId, action?.id ?? 0)).status, 204);
	assert.equal((await messageAt(mod, thread, sent.seq)).content, "so much spam");
	assert.equal((await messageAt(mod, channelId, copy)).content, "so much spam");
});

test("a removal alone shows its author the reason, and an edit is removed likewise", async () => {
	const { serverId, channelId } = await createRuledPlace();
	await makeRule(ada, serverId, { actions: { removeAfter: true } });
	const { seq } = await bob.sendMessage(channelId, "fine");
	assert.equal((await bob.patch(pathOf(channelId, seq), { content: "spam" })).status, 200);
	await untilActed(serverId);
	assert.notEqual((await messageAt(bob, channelId, seq)).deletedAt, null);
	const [action] = await actionsIn(serverId);
	assert.deepEqual([action?.kind, action?.removed, action?.until], ["removal", 1, null]);
	const own = (await bob.get("/api/sanctions")).body.sanctions?.find(({ id }) => id === action?.id);
	assert.deepEqual([own?.kind, own?.rule, own?.reason], ["removal", "Words", "No spam here."]);
	assertRefused(await undo(bob, serverId, action?.id ?? 0), 403, "forbidden");
	assert.equal((await undo(mod, serverId, action?.id ?? 0)).status, 204);
	assert.equal((await messageAt(bob, channelId, seq)).content, "spam");
});

test("a refusal comes after its timeout, and of the other rules that match only the timeouts count", async () => {
	const { serverId, channelId } = await createRuledPlace();
	const rule = await makeRule(ada, serverId, { actions: { refuse: true, timeout: { minutes: 10 } } });
	await makeRule(ada, serverId, { name: "Flags", actions: { flag: true } });
	await makeRule(ada, serverId, { name: "Longer", actions: { flag: true, timeout: { minutes: 30 } } });
	assertBlocked(await send(bob, channelId, "spam"), rule);
	assertRefused(await send(bob, channelId, "hello"), 403, "timed_out");
	assert.deepEqual(
		(await actionsIn(serverId)).map((action) => action.rule?.name),
		["Longer", "Words"],
	);
	assert.deepEqual(await casesOf(mod, serverId), []);
	assert.equal((await pending(serverId)).length, 0);
});

test("nicknames, statuses and names of files are refused instead of removed; a flag is about the member", async () => {
	const { serverId, channelId } = await createRuledPlace();
	const zoe = await world.createUser("zoe");
	await ada.addMember(serverId, zoe);
	const rule = await makeRule(ada, serverId, { actions: { removeAfter: true, flag: true } });
	const status = () => zoe.patch("/api/account", { status: { text: "spam" } });
	const rename = () => zoe.put(nicknamePath(serverId), { nickname: "Spam" });
	const attempts = [rename, status, () => zoe.upload(channelId, "spam.txt", "hello")];
	for (const attempt of attempts) assertBlocked(await attempt(), rule);
	await untilActed(serverId);
	assert.deepEqual(await casesOf(mod, serverId), []);
	await ada.patch(`${rulesPath(serverId)}/${rule.id}`, { actions: { flag: true } });
	for (const attempt of attempts) assert.ok((await attempt()).status < 300);
	await untilActed(serverId);
	const found = await onlyCase(mod, serverId);
	assert.deepEqual(
		[found.kind, found.message, found.subject.username, found.rule?.name],
		["automod", null, "zoe", "Words"],
	);
	await ada.patch(`${rulesPath(serverId)}/${rule.id}`, { actions: { timeout: { minutes: 5 } } });
	assert.equal((await status()).status, 200);
	await untilActed(serverId);
	assertRefused(await send(zoe, channelId, "hello"), 403, "timed_out");
});

test("a status that one server refuses has no consequence in another", async () => {
	const first = await createRuledPlace();
	const second = await createRuledPlace();
	const zoe = await world.createUser("zoe.two");
	for (const { serverId } of [first, second]) await ada.addMember(serverId, zoe);
	await makeRule(ada, first.serverId, { actions: { flag: true, timeout: { minutes: 5 } } });
	const rule = await makeRule(ada, second.serverId);
	assertBlocked(await zoe.patch("/api/account", { status: { text: "spam" } }), rule);
	assert.equal((await pending(first.serverId)).length, 0);
	assert.deepEqual(await casesOf(mod, first.serverId), []);
	assert.equal((await send(zoe, first.channelId, "hello")).status, 201);
});

test("a message that is counted over time is flagged as well, and one that another rule refuses is not counted", async () => {
	const { serverId, channelId } = await createRuledPlace();
	const settings = { messages: 2, seconds: 600, lines: null, attachmentsOnly: false };
	const flood = await makeRule(ada, serverId, { name: "Flood", kind: "flood", settings, actions: { flag: true } });
	const rule = await makeRule(ada, serverId);
	for (const n of [1, 2]) assertBlocked(await send(bob, channelId, `spam ${n}`), rule);
	for (const n of [1, 2]) await sendAndWait(bob, serverId, channelId, `hello ${n}`);
	assert.deepEqual(await casesOf(mod, serverId), []);
	await sendAndWait(bob, serverId, channelId, "hello 3");
	assert.equal((await onlyCase(mod, serverId)).rule?.name, "Flood");
	// A member whom the count exempts is checked by the others alone.
	const exempt = { roleIds: [await ada.createRole(serverId, "regulars", {}, bob)], channelIds: [] };
	await ada.patch(`${rulesPath(serverId)}/${flood.id}`, { actions: { refuse: true }, exempt });
	await ada.patch(`${rulesPath(serverId)}/${rule.id}`, { actions: { flag: true } });
	await sendAndWait(bob, serverId, channelId, "spam");
});
