import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "@/db";
import { assertRefused } from "@/test/support/api-client";
import { ada, bob, world } from "@/test/support/community";
import { holdTransaction, waitsFor } from "@/test/support/held-transaction";
import { repeatsOf } from "@/test/support/races";
import {
	apply,
	audited,
	blank,
	codes,
	makeCode,
	refusal,
	register,
	set,
	setUpRegistration,
	tally,
	waiting,
} from "@/test/support/registration";
import { range } from "@/test/support/socket-client";
import { createAccount } from "./register";

setUpRegistration();

test("a code registers as many users as it has uses, and the error has the reason for its end", async () => {
	await set({ registration: "invite" });
	assertRefused(await register(), 403, "invite_required");
	for (const code of ["", "nothing", "AAAAAAAAAAAA", "x\u0000"])
		assertRefused(await register({ code }), 404, "invite_not_found");
	const { code } = await makeCode({ maxUses: 2, note: "  for the pottery class " });
	for (const status of [201, 201]) assert.equal((await register({ code })).status, status);
	const late = await register({ code });
	assertRefused(late, 410, "invite_ended");
	assert.equal(late.body.error?.reason, "used_up");
	const old = await makeCode({ expiresInSeconds: 1800 });
	await sql`update registration_codes set expires_at = now() - interval '1 second' where id = ${old.id}`;
	assert.equal((await register({ code: old.code })).body.error?.reason, "expired");
	const [kept, revoked] = [await makeCode(), await makeCode()];
	for (let time = 0; time < 2; time++) assert.equal((await ada.delete(`${codes}/${revoked.id}`)).status, 204);
	assert.equal((await register({ code: revoked.code })).body.error?.reason, "revoked");
	const living = (await ada.get(codes)).body.codes?.map(({ id }) => id) ?? [];
	assert.ok(!living.includes(old.id) && !living.includes(revoked.id));
	assert.equal((await register({ code: kept.code })).status, 201, "another code stays");
	assert.deepEqual(await audited(sql`details ->> 'codeId' = ${String(revoked.id)}`), [
		"ada create_registration_code",
		"ada revoke_registration_code",
	]);
	await sql`delete from registration_codes`;
	await sql`insert into registration_codes (code) select 'filler' || n from generate_series(1, 999) n`;
	const answers = await Promise.all(range(1, 3).map(() => ada.post(codes, {})));
	assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 403, 403], "there are at most a thousand");
	await sql`delete from registration_codes where code = 'filler1'`;
	const commit = await holdTransaction(async (tx) => {
		await tx`select pg_advisory_xact_lock(hashtextextended('registration codes', 0))`;
		await tx`insert into registration_codes (code) values ('of another administrator')`;
	});
	const waiting = ada.post(codes, {});
	await waitsFor("pg_advisory_xact_lock");
	await commit();
	assertRefused(await waiting, 403, "forbidden");
	await sql`delete from registration_codes`;
});

test("a registration that fails spends no use, and where everybody may register none is spent", async () => {
	const { code, id } = await makeCode({ maxUses: 5 });
	const uses = async () => (await sql`select uses from registration_codes where id = ${id}`)[0]?.uses;
	await register({ code });
	await set({ registration: "invite" });
	assertRefused(await register({ code }, "ada"), 409, "username_taken");
	assertRefused(await register({ code, password: "x" }), 400, "invalid_request", "password");
	assert.equal(await uses(), 0);
	await register({ code });
	assert.equal(await uses(), 1);
});

test("of fifty users at the last use of a code exactly one registers", async () => {
	await set({ registration: "invite" });
	for (let round = 0; round < repeatsOf(2); round++) {
		const { code } = await makeCode();
		const tries = range(1, 50).map(() => createAccount({ ...blank(), code }).then(() => 1, refusal));
		assert.deepEqual(tally(await Promise.all(tries)), { 1: 1, invite_ended: 49 });
	}
});

test("only administrators see codes and waiting accounts, and list them a page at a time", async () => {
	await set({ registration: "approval" });
	const accounts = [await apply(), await apply(), await apply()];
	const made = [await makeCode(), await makeCode(), await makeCode()];
	for (const client of [bob, world.guest()])
		for (const answer of [
			await client.get(codes),
			await client.post(codes, {}),
			await client.delete(`${codes}/${made[0]?.id}`),
			await client.get(waiting),
			await client.put(`${waiting}/${accounts[0]?.id}`),
			await client.delete(`${waiting}/${accounts[0]?.id}`),
		])
			assertRefused(answer, 404, "not_found");
	const idsOf = async (path: string): Promise<number[]> => {
		const ids: number[] = [];
		for (let cursor = ""; ; ) {
			const { body } = await ada.get(`${path}?limit=2${cursor}`);
			ids.push(...[...(body.codes ?? []), ...(body.accounts ?? [])].map(({ id }) => id));
			if (!body.nextCursor) return ids;
			cursor = `&cursor=${body.nextCursor}`;
		}
	};
	assert.deepEqual((await idsOf(codes)).slice(0, 3), made.map(({ id }) => id).toReversed());
	assert.deepEqual(
		(await idsOf(waiting)).slice(-3),
		accounts.map(({ id }) => id),
	);
	for (const [body, field] of [
		[{ maxUses: 0 }, "maxUses"],
		[{ maxUses: 1001 }, "maxUses"],
		[{ expiresInSeconds: 1 }, "expiresInSeconds"],
		[{ note: "x".repeat(201) }, "note"],
		[{ colour: "red" }, "colour"],
	] as const)
		assertRefused(await ada.post(codes, body), 400, "invalid_request", field);
	for (const path of [`${codes}/0`, `${codes}/9999999`]) assertRefused(await ada.delete(path), 404, "invite_not_found");
});
