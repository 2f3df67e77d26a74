import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { sql } from "@/db";
import type { BulkResult } from "@/lib/realtime/protocol";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { ada, bob, world } from "@/test/support/community";
import {
	act,
	acted,
	audit,
	createPlace,
	mod,
	moderation,
	setUpModeration,
	soon,
	undo,
} from "@/test/support/moderation";

setUpModeration();

const place = () => createPlace({}, [...moderation, "manage_messages"]);
const bulk = (by: ApiClient, serverId: number, subjects: string[], sanction: object, nonce?: unknown) =>
	by.post(`/api/servers/${serverId}/moderation-actions/bulk`, { subjects, sanction, nonce });
const idsOf = (text: string) =>
	(JSON.parse(text).results as BulkResult[]).map(({ action, error }) => action?.id ?? error?.code);

test("the same nonce, at the same time and later, is one action of each moderator", async () => {
	for (const sanction of [{ kind: "warn" }, { kind: "kick" }, { kind: "timeout", until: soon() }, { kind: "ban" }]) {
		const { serverId, channelId } = await place();
		await bob.sendMessage(channelId, "Hello");
		const nonce = randomUUID();
		const wanted = { nonce, purgeHours: 24 };
		const answers = await Promise.all([1, 2, 3].map(() => act(mod, serverId, "bob", sanction, wanted)));
		assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 200, 201]);
		const [id, ...others] = answers.map(({ body }) => body.action?.id);
		assert.deepEqual(others, [id, id]);
		assert.equal((await audit(serverId)).length, 1);
		// The nonce alone decides, in either case of letters.
		const { status, body } = await act(mod, serverId, "ada", { kind: "warn" }, { nonce: nonce.toUpperCase() });
		assert.equal(status, 403);
		await ada.addMember(serverId, await world.createUser(`other.${sanction.kind}`));
		const other = await act(mod, serverId, `other.${sanction.kind}`, { kind: "warn" }, { nonce: nonce.toUpperCase() });
		assert.deepEqual([other.status, other.body.action?.id, other.body.action?.removed], [200, id, 1]);
		assert.equal(body.action, undefined);
		assert.equal((await undo(mod, serverId, id ?? 0)).status, 204);
		const again = await act(mod, serverId, "bob", sanction, wanted);
		assert.equal(again.status, 200);
		assert.ok(again.body.action?.undoneAt);
		const own = await acted(act(ada, serverId, `other.${sanction.kind}`, { kind: "warn" }, { nonce }));
		assert.notEqual(own.id, id);
		assert.equal((await audit(serverId)).length, 3);
		const next = await act(mod, serverId, `other.${sanction.kind}`, { kind: "warn" }, { nonce: randomUUID() });
		assert.equal(next.status, 201, "with another nonce it is another action");
		const elsewhere = await place();
		const there = await act(mod, elsewhere.serverId, "bob", { kind: "warn" }, { nonce });
		assert.deepEqual(
			[there.status, (await audit(elsewhere.serverId)).length],
			[201, 1],
			"and so it is in another server",
		);
	}
	assert.deepEqual(world.loggedErrors, []);
});

test("the same nonce in bulk acts once on each user, and on those whom it names anew", async () => {
	const { serverId } = await place();
	const names: string[] = [];
	for (const n of [1, 2, 3]) {
		const person = await world.createUser(`nonced${n}`);
		await ada.addMember(serverId, person);
		names.push(person.username);
	}
	const nonce = randomUUID();
	const [first, second] = await Promise.all(
		[1, 2].map(() => bulk(mod, serverId, names.slice(0, 2), { kind: "kick" }, nonce)),
	);
	assert.equal(first?.status, 200);
	assert.deepEqual(idsOf(first?.text ?? ""), idsOf(second?.text ?? ""));
	const third = idsOf((await bulk(mod, serverId, names, { kind: "kick" }, nonce)).text);
	assert.deepEqual(third.slice(0, 2), idsOf(first?.text ?? ""));
	assert.equal(typeof third[2], "number");
	assert.equal((await audit(serverId)).length, 3);
	const without = await bulk(mod, serverId, names, { kind: "kick" });
	assert.deepEqual(idsOf(without.text), Array(3).fill("user_not_found"));
	for (const bad of ["x", 7, null, ""]) {
		assertRefused(await bulk(mod, serverId, names, { kind: "kick" }, bad), 400, "invalid_request", "nonce");
		assertRefused(await act(mod, serverId, "bob", { kind: "warn" }, { nonce: bad }), 400, "invalid_request", "nonce");
	}
	const [row] = await sql<{ n: number }[]>`
		select count(*)::int as n from moderation_actions where server_id = ${serverId}`;
	assert.equal(row?.n, 3);
});
