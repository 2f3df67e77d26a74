import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "@/db";
import { assertRefused } from "@/test/support/api-client";
import {
	createReportedPlace,
	decideAsMod,
	details,
	onlyCase,
	ownReports,
	readCase,
	reported,
	reportMember,
	reportMessage,
} from "@/test/support/cases";
import { ada, bob, eve, world } from "@/test/support/community";
import { act, acted, mod, nobody, setUpModeration, soon } from "@/test/support/moderation";
import { range } from "@/test/support/socket-client";
import { withLater } from "./snapshot";

setUpModeration();

test("a report names a message or a member, and bad input names its field", async () => {
	const { serverId, channelId } = await createReportedPlace();
	const { seq } = await ada.sendMessage(channelId, "Hello");
	for (const [body, field] of [
		[{}, "category"],
		[{ category: "spam" }, "serverId"],
		[{ channelId, category: "spam" }, "seq"],
		[{ seq, category: "spam" }, "channelId"],
		[{ channelId: "1", seq, category: "spam" }, "channelId"],
		[{ channelId, seq, serverId, category: "spam" }, "serverId"],
		[{ channelId, seq, username: "ada", category: "spam" }, "username"],
		[{ serverId, username: "ada", seq, category: "spam" }, "channelId"],
		[{ serverId, category: "spam" }, "username"],
		[{ channelId, seq }, "category"],
		[{ channelId, seq, category: "rude" }, "category"],
		[{ channelId, seq, category: "spam", comment: "x".repeat(1001) }, "comment"],
		[{ channelId, seq, category: "spam", note: "" }, "note"],
	] as const)
		assertRefused(await bob.post("/api/reports", body), 400, "invalid_request", field);
	assert.deepEqual(await ownReports(bob, serverId), []);
});

test("only users who can read a message report it, and only members report a member; the rest looks like nothing", async () => {
	const { serverId, channelId } = await createReportedPlace({ visibility: "private" });
	const hidden = await ada.createChannel(serverId, "hidden", { private: true });
	const { seq } = await ada.sendMessage(channelId, "Hello");
	await ada.sendMessage(hidden, "Secret");
	const unknown = await reportMessage(bob, 999_999_999, 1);
	for (const answer of [
		await reportMessage(bob, hidden, 1),
		await reportMessage(eve, channelId, seq),
		await reportMessage(bob, 0, 1),
		await reportMessage(bob, -1, 1),
	]) {
		assertRefused(answer, 404, "channel_not_found");
		assert.equal(answer.text, unknown.text);
	}
	for (const missing of [0, 2, -5, 9_007_199_254_740_991])
		assertRefused(await reportMessage(bob, channelId, missing), 404, "message_not_found");
	assertRefused(await reportMember(eve, serverId, "bob"), 404, "server_not_found");
	assertRefused(await reportMember(bob, 0, "ada"), 404, "server_not_found");
	const open = await ada.createServer("Open to all");
	await eve.join(open.serverId);
	for (const name of ["eve", "no.such.name", "\u0000"])
		assertRefused(await reportMember(bob, serverId, name), 404, "user_not_found");
	assertRefused(await reportMember(bob, open.serverId, "ada"), 403, "not_member");
	assertRefused(await reportMessage(bob, open.channelId, 1), 403, "not_member");
	assertRefused(await reportMember(nobody, serverId, "bob"), 401, "unauthenticated");
});

test("a timed-out member and one who has not accepted the rules report, a banned user does not", async () => {
	const { serverId, channelId } = await createReportedPlace();
	await ada.patch(`/api/servers/${serverId}`, { joinRequirements: { rules: ["Be kind."] }, askToAcceptAgain: true });
	const { seq } = await ada.sendMessage(channelId, "Hello");
	assert.equal((await reportMessage(bob, channelId, seq)).status, 201);
	await acted(act(ada, serverId, "bob", { kind: "timeout", until: soon() }));
	assert.equal((await reportMember(bob, serverId, mod.username)).status, 201);
	await acted(act(ada, serverId, "bob", { kind: "ban" }));
	assertRefused(await reportMember(bob, serverId, "ada"), 403, "not_member");
	assert.deepEqual(await ownReports(bob, serverId), [], "of a server that they have left");
});

test("a report of a message keeps it as it was, with later texts, when it is edited and deleted", async () => {
	const { serverId, channelId } = await createReportedPlace();
	const file = await bob.uploadOk(channelId, "plan.txt", "hello");
	await ada.sendMessage(channelId, "Another");
	const { seq } = await bob.sendMessage(channelId, "First @mod.erator", { attachmentIds: [file.id] });
	const report = await reported(reportMessage(ada, channelId, seq, { comment: " Look.\nHere. " }));
	const { createdAt, ...rest } = report;
	assert.ok(createdAt);
	assert.deepEqual(rest, {
		server: { id: serverId, name: report.server.name, iconUrl: null },
		channelId,
		seq,
		username: "bob",
		category: "spam",
		comment: "Look.\nHere.",
		outcome: null,
		decidedAt: null,
	});
	const { id } = await onlyCase(mod, serverId);
	const state = async () => (await details(readCase(mod, serverId, id))).messageState;
	assert.equal(await state(), "unchanged");
	const path = `/api/channels/${channelId}/messages/${seq}`;
	assert.equal((await bob.patch(path, { content: "Second" })).status, 200);
	assert.equal(await state(), "edited");
	await reported(reportMessage(mod, channelId, seq, { category: "hate" }));
	assert.equal(await state(), "unchanged");
	assert.equal((await bob.delete(path)).status, 204);
	assertRefused(await reportMessage(ada, channelId, seq + 1), 404, "message_not_found");
	const found = await details(readCase(mod, serverId, id));
	assert.equal(found.messageState, "deleted");
	assert.deepEqual(
		[found.snapshot?.author.username, found.snapshot?.content, found.snapshot?.mentions, found.excerpt],
		["bob", "First @mod.erator", ["mod.erator"], "First @mod.erator"],
	);
	assert.deepEqual(
		found.snapshot?.later.map(({ content }) => content),
		["Second"],
	);
	const kept = found.snapshot ?? assert.fail();
	const later = range(1, 10).map((n) => ({ content: `${n}`, takenAt: kept.takenAt }));
	assert.equal(withLater({ ...kept, later }, { ...kept, content: "Eleventh" }), null);
	assert.deepEqual(found.snapshot?.attachments, [
		{ name: "plan.txt", type: "text/plain", kind: "file", size: 5, alt: "" },
	]);
	// As when it has expired.
	await sql`delete from messages where channel_id = ${channelId} and seq = ${seq}`;
	assert.equal(await state(), "deleted");
	assert.deepEqual(found.categories.map(({ category, count }) => `${category} ${count}`).toSorted(), [
		"hate 1",
		"spam 1",
	]);
	assert.deepEqual(
		found.reports.map(({ reporter, category, comment }) => [reporter.username, category, comment]),
		[
			[mod.username, "hate", ""],
			["ada", "spam", "Look.\nHere."],
		],
	);
	assert.ok(await ada.delete(`/api/channels/${channelId}`));
	assert.equal((await details(readCase(ada, serverId, id))).messageState, null);
});

test("a report of a tombstone is refused, also by a user who has reported the message before", async () => {
	const { channelId } = await createReportedPlace();
	const { seq } = await bob.sendMessage(channelId, "Gone");
	await reported(reportMessage(ada, channelId, seq));
	await bob.delete(`/api/channels/${channelId}/messages/${seq}`);
	assertRefused(await reportMessage(ada, channelId, seq), 404, "message_not_found");
	assertRefused(await reportMessage(mod, channelId, seq), 404, "message_not_found");
});

test("the same report again changes nothing, until a day after the decision", async () => {
	const { serverId, channelId } = await createReportedPlace();
	const { seq } = await ada.sendMessage(channelId, "Hello");
	for (const again of [
		(rest: object = {}) => reportMessage(bob, channelId, seq, rest),
		(rest: object = {}) => reportMember(bob, serverId, "ADA", rest),
	]) {
		const first = await again();
		assert.equal(first.status, 201, first.text);
		const second = await again({ category: "illegal", comment: "Again." });
		assert.deepEqual([second.status, second.text], [200, first.text]);
		const { id, reportCount } = await onlyCase(mod, serverId);
		assert.equal(reportCount, 1);
		await details(decideAsMod(serverId, id));
		const decided = await again();
		assert.deepEqual([decided.status, decided.body.report?.outcome], [200, "dismissed"]);
		await sql`update reports set decided_at = decided_at - interval '25 hours' where case_id = ${id}`;
		assert.equal((await again()).status, 201);
		await details(decideAsMod(serverId, (await onlyCase(mod, serverId)).id));
	}
});

test("own and imported messages, messages in threads, and members are reported alike", async () => {
	const { serverId, channelId } = await createReportedPlace();
	const { seq } = await bob.sendMessage(channelId, "Mine");
	await reported(reportMessage(bob, channelId, seq));
	const own = await onlyCase(mod, serverId);
	assert.deepEqual([own.subject.username, own.message?.channelName], ["bob", "general"]);
	await details(decideAsMod(serverId, own.id));
	// An import writes a message of an author who is no member, and keeps no join.
	const [author] = await sql<{ id: number }[]>`
		insert into users (username, display_name, password_hash) values ('imported.one', 'Imported', 'none') returning id`;
	await sql`update messages set author_id = ${author?.id ?? 0}, join_rev = null where channel_id = ${channelId} and seq = ${seq}`;
	await reported(reportMessage(ada, channelId, seq));
	const imported = await onlyCase(mod, serverId);
	assert.equal(imported.subject.displayName, "Imported");
	assert.equal((await details(readCase(mod, serverId, imported.id))).member.isMember, false);
	await details(decideAsMod(serverId, imported.id));

	const thread = (await bob.post(`/api/channels/${channelId}/messages/${seq}/thread`)).body.thread?.channelId ?? 0;
	const reply = await bob.sendMessage(thread, "Reply");
	await reported(reportMessage(ada, thread, reply.seq));
	const inThread = await onlyCase(mod, serverId);
	assert.deepEqual(inThread.message, {
		channelId,
		channelName: "general",
		seq: reply.seq,
		thread: { channelId: thread, parentSeq: seq },
	});
	await details(decideAsMod(serverId, inThread.id));

	const report = await reported(reportMember(mod, serverId, "bob"));
	assert.deepEqual([report.channelId, report.seq, report.username], [null, null, "bob"]);
	const member = await onlyCase(mod, serverId);
	assert.deepEqual([member.message, member.excerpt], [null, ""]);
	const found = await details(readCase(mod, serverId, member.id));
	assert.deepEqual([found.snapshot, found.messageState, found.member.isMember], [null, null, true]);
	assert.ok(found.member.joinedAt);
});

test("all reports of one message are one case; another message and its author are others", async () => {
	const { serverId, channelId } = await createReportedPlace();
	const [one, two] = [await bob.sendMessage(channelId, "One"), await bob.sendMessage(channelId, "Two")];
	const other = await world.createUser("reporter.two");
	await other.join(serverId);
	for (const person of [ada, other]) await reported(reportMessage(person, channelId, one.seq));
	await reported(reportMessage(ada, channelId, two.seq));
	await reported(reportMember(ada, serverId, "bob"));
	const { body } = await mod.get(`/api/servers/${serverId}/cases`);
	assert.deepEqual(
		body.cases?.map(({ message, reportCount }) => [message?.seq ?? null, reportCount]),
		[
			[one.seq, 2],
			[two.seq, 1],
			[null, 1],
		],
	);
	assert.equal(body.openCount, 3);
	// The same text is kept once.
	assert.deepEqual((await details(readCase(mod, serverId, body.cases?.[0]?.id ?? 0))).snapshot?.later, []);
});
