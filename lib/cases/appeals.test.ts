import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "@/db";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import {
	casesOf,
	changeCase,
	createReportedPlace,
	decideAsMod,
	details,
	onlyCase,
	readCase,
	reported,
	reportMember,
} from "@/test/support/cases";
import { ada, bob, eve } from "@/test/support/community";
import { holdTransaction, waitsFor } from "@/test/support/held-transaction";
import { act, acted, bansOf, isMember, mod, nobody, setUpModeration, soon, undo } from "@/test/support/moderation";
import { waitUntil } from "@/test/support/socket-client";

setUpModeration();

const appeal = (by: ApiClient, actionId: number | string, text: unknown = "It was a joke.") =>
	by.post(`/api/sanctions/${actionId}/appeal`, { text });
const sanctionOf = async (person: ApiClient, id: number) =>
	(await person.get("/api/sanctions")).body.sanctions?.find((one) => one.id === id);

test("a user appeals once against a sanction of their own, also after a ban; to others it does not exist", async () => {
	const { serverId } = await createReportedPlace();
	const { id } = await acted(act(mod, serverId, "bob", { kind: "ban" }));
	const unknown = await appeal(bob, 999_999_999);
	assertRefused(unknown, 404, "moderation_action_not_found");
	for (const person of [eve, mod, ada]) assert.equal((await appeal(person, id)).text, unknown.text);
	for (const other of ["0", "x"]) assert.equal((await appeal(bob, other)).text, unknown.text);
	assertRefused(await appeal(nobody, id), 401, "unauthenticated");
	for (const text of ["", "  ", "x".repeat(1001), 1, null])
		assertRefused(await appeal(bob, id, text), 400, "invalid_request", "text");
	const made = await appeal(bob, id);
	assert.equal(made.status, 201, made.text);
	assert.deepEqual([made.body.appeal?.text, made.body.appeal?.outcome], ["It was a joke.", null]);
	const again = await appeal(bob, id);
	assert.deepEqual([again.status, again.text], [200, made.text]);
	assertRefused(await appeal(bob, id, "Another text."), 409, "conflict");
	assert.deepEqual((await sanctionOf(bob, id))?.appeal, made.body.appeal);
	for (const person of [eve, mod]) assert.equal(await sanctionOf(person, id), undefined);
});

test("a ban of a user who has never been a member, and an action that was undone, cannot be appealed", async () => {
	const { serverId } = await createReportedPlace();
	const stranger = await acted(act(mod, serverId, "eve", { kind: "ban" }));
	assertRefused(await appeal(eve, stranger.id), 404, "moderation_action_not_found");
	const undone = await acted(act(mod, serverId, "bob", { kind: "warn" }));
	assert.equal((await undo(mod, serverId, undone.id)).status, 204);
	assertRefused(await appeal(bob, undone.id), 404, "moderation_action_not_found");
	// After 7 days those that last, and no others.
	for (const [sanction, until, status] of [
		[{ kind: "warn" }, null, 404],
		[{ kind: "timeout", until: soon() }, soon(), 201],
		[{ kind: "ban", until: soon() }, soon(-86_400_000), 404],
	] as const) {
		const old = await acted(act(mod, serverId, "bob", sanction));
		await sql`update moderation_actions set created_at = now() - interval '8 days', until = ${until} where id = ${old.id}`;
		assert.equal((await appeal(bob, old.id)).status, status, sanction.kind);
	}
	await sql`delete from bans where server_id = ${serverId}`;
	await bob.join(serverId);
	// An appeal waits for an undo that is being stored.
	const { id } = await acted(act(mod, serverId, "bob", { kind: "warn" }));
	const commit = await holdTransaction(
		(tx) => tx`update moderation_actions set undone_at = now(), undone_by = ${mod.id} where id = ${id}`,
	);
	const appealing = appeal(bob, id);
	await waitsFor('"moderation_actions"');
	await commit();
	assertRefused(await appealing, 404, "moderation_action_not_found");
});

test("the moderator who has acted does not decide the appeal, and others see what it is about", async () => {
	const { serverId } = await createReportedPlace();
	const { id: actionId } = await acted(act(mod, serverId, "bob", { kind: "warn" }, { reason: "Calm down." }));
	assert.equal((await appeal(bob, actionId)).status, 201);
	const seen = await onlyCase(mod, serverId);
	assert.deepEqual(
		[seen.kind, seen.subject.username, seen.excerpt, seen.mayDecide],
		["appeal", "bob", "It was a joke.", false],
	);
	assert.equal((await mod.get(`/api/servers/${serverId}/cases`)).body.openCount, 0);
	for (const outcome of ["dismissed", "lifted"])
		assertRefused(await decideAsMod(serverId, seen.id, { outcome }), 403, "forbidden");
	assertRefused(await decideAsMod(serverId, seen.id, { assignTo: mod.username }), 400, "invalid_request", "assignTo");
	// An appeal is decided by its own outcomes.
	assertRefused(
		await act(ada, serverId, "bob", { kind: "warn" }, { caseId: seen.id }),
		400,
		"invalid_request",
		"caseId",
	);
	const found = await details(readCase(ada, serverId, seen.id));
	assert.deepEqual(
		[found.mayDecide, found.appeal?.action.id, found.appeal?.action.actor?.username, found.appeal?.text],
		[true, actionId, mod.username, "It was a joke."],
	);
	assert.equal((await ada.get(`/api/servers/${serverId}/cases`)).body.openCount, 1);
	// A report of the same member is a case of its own.
	await reported(reportMember(ada, serverId, "bob"));
	const [, report = assert.fail()] = await casesOf(ada, serverId);
	assert.deepEqual([report.kind, (await details(readCase(ada, serverId, report.id))).appeal], ["report", null]);
});

test("an appeal that is dismissed upholds the sanction, and its subject receives the outcome, but not who decided", async () => {
	const { serverId } = await createReportedPlace();
	const { id: warned } = await acted(act(mod, serverId, "bob", { kind: "warn" }));
	const { id: actionId } = await acted(act(mod, serverId, "bob", { kind: "ban" }));
	for (const one of [warned, actionId]) await appeal(bob, one);
	const [, { id } = assert.fail()] = await casesOf(ada, serverId);
	const bobs = await bob.connect();
	const upheld = await details(changeCase(ada, serverId, id, { outcome: "dismissed" }));
	assert.deepEqual([upheld.outcome, upheld.resolvedBy?.username], ["dismissed", "ada"]);
	await waitUntil("the subject receives the event", () =>
		bobs.of("sanction").some((event) => event.serverId === serverId),
	);
	const shown = await sanctionOf(bob, actionId);
	assert.equal(shown?.appeal?.outcome, "upheld");
	assert.ok(shown.appeal.decidedAt);
	assert.doesNotMatch(JSON.stringify(shown), /ada|mod/);
	assert.equal((await bansOf(serverId)).length, 1);
	assertRefused(await appeal(bob, actionId, "Once more."), 409, "conflict");
	// Another appeal of theirs waits, and an undo of the sanction leaves the decision as it was.
	const waits = async () => assert.equal((await sanctionOf(bob, warned))?.appeal?.outcome, null);
	await waits();
	assert.equal((await undo(mod, serverId, actionId)).status, 204);
	await waits();
	assert.equal((await sanctionOf(bob, actionId))?.appeal?.outcome, "upheld");
	assert.equal((await details(readCase(ada, serverId, id))).outcome, "dismissed");
	// An old sanction is listed while its appeal waits, and for 7 days after the decision.
	await sql`update moderation_actions set created_at = created_at - interval '8 days' where id = ${warned}`;
	await waits();
	await sql`update appeals set decided_at = decided_at - interval '8 days' where action_id = ${actionId}`;
	assert.equal(await sanctionOf(bob, actionId), undefined);
	bobs.close();
});

test("an appeal that is granted undoes the sanction however old it is, and its report’s case stays decided", async () => {
	const { serverId } = await createReportedPlace();
	await reported(reportMember(ada, serverId, "bob"));
	const report = await onlyCase(mod, serverId);
	const action = await acted(act(mod, serverId, "bob", { kind: "ban" }, { caseId: report.id }));
	await sql`update moderation_actions set created_at = created_at - interval '30 days' where id = ${action.id}`;
	assert.equal((await appeal(bob, action.id)).status, 201);
	const { id } = await onlyCase(ada, serverId);
	// Lifting needs the permission of the sanction.
	const helper = eve;
	await ada.addMember(serverId, helper);
	await ada.createRole(serverId, "readers", { permissions: ["handle_reports"] }, helper);
	assertRefused(await changeCase(helper, serverId, id, { outcome: "lifted" }), 403, "forbidden");
	assert.equal((await onlyCase(ada, serverId)).state, "open");
	const lifted = await details(changeCase(ada, serverId, id, { outcome: "lifted" }));
	assert.deepEqual([lifted.outcome, lifted.state], ["lifted", "resolved"]);
	assert.ok(lifted.appeal?.action.undoneAt);
	assert.deepEqual(await bansOf(serverId), []);
	assert.equal((await details(readCase(ada, serverId, report.id))).state, "resolved");
	const shown = await sanctionOf(bob, action.id);
	assert.equal(shown?.appeal?.outcome, "lifted");
	assert.ok(shown.undoneAt);
	await bob.join(serverId);
	assert.equal(await isMember(serverId, bob), true);
});

test("undoing or lifting the sanction in another way grants the open appeal", async () => {
	const { serverId } = await createReportedPlace();
	const warned = await acted(act(mod, serverId, "bob", { kind: "warn" }));
	const banned = await acted(act(mod, serverId, "bob", { kind: "ban" }));
	await eve.join(serverId);
	const other = await acted(act(mod, serverId, "eve", { kind: "warn" }));
	for (const [by, { id }] of [
		[bob, warned],
		[bob, banned],
		[eve, other],
	] as const)
		assert.equal((await appeal(by, id)).status, 201);
	assert.equal((await undo(mod, serverId, warned.id)).status, 204);
	assert.equal((await mod.delete(`/api/servers/${serverId}/bans/bob`)).status, 204);
	for (const { id } of [warned, banned]) assert.equal((await sanctionOf(bob, id))?.appeal?.outcome, "lifted");
	// An appeal against another sanction is left to its own decision.
	assert.equal((await onlyCase(ada, serverId)).subject?.username, "eve");
	assert.equal((await sanctionOf(eve, other.id))?.appeal?.outcome, null);
});

test("an appeal that is granted restores the removed messages with it", async () => {
	const { serverId, channelId } = await createReportedPlace();
	const { seq } = await bob.sendMessage(channelId, "A joke");
	const removal = { messages: [{ channelId, seq }], reason: "Spam." };
	const action = await acted(ada.post(`/api/servers/${serverId}/moderation-actions`, { subject: "bob", ...removal }));
	assert.equal((await appeal(bob, action.id)).status, 201);
	const { id } = await onlyCase(mod, serverId);
	assertRefused(await decideAsMod(serverId, id, { outcome: "lifted" }), 403, "forbidden");
	await ada.createRole(serverId, "cleaners", { permissions: ["manage_messages"] }, mod);
	const client = await bob.openSocket(channelId);
	assert.equal((await details(decideAsMod(serverId, id, { outcome: "lifted" }))).outcome, "lifted");
	await client.waitFor("messages:restored", ({ messages }) => messages[0]?.seq === seq);
	client.close();
});
