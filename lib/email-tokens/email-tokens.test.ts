import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { db, sql } from "@/db";
import type { ApiClient } from "@/test/support/api-client";
import { holdTransaction, waitsFor } from "@/test/support/held-transaction";
import { repeatsOf } from "@/test/support/races";
import { range } from "@/test/support/socket-client";
import { TestServer } from "@/test/support/test-server";
import { transaction } from "../transaction";
import { create, peek, revokeAll, sweepEmailTokens, use } from "./email-tokens";

let world: TestServer;
let ada: ApiClient;

before(async () => {
	world = await TestServer.open();
	ada = await world.createUser("ada");
});
after(() => world.close());

const email = "ada@example.org";
const made = async (purpose: "reset" | "verify" | "change" = "reset") =>
	(await transaction((tx) => create(tx, { userId: ada.id, purpose, email }))).token;
const used = (token: string) => transaction((tx) => use(tx, token, "reset"));
const expired = { name: "AppError", code: "token_expired" };

test("a token works once, for its purpose, and until its end", async () => {
	const token = await made();
	await assert.rejects(
		transaction((tx) => use(tx, token, "verify", "change")),
		expired,
	);
	assert.deepEqual({ ...(await peek(db, token, "reset")) }, { userId: ada.id, purpose: "reset", email });
	assert.deepEqual({ ...(await used(token)) }, { userId: ada.id, purpose: "reset", email });
	await assert.rejects(used(token), expired);
	await assert.rejects(peek(db, token, "reset"), expired);
	const late = await made();
	await sql`update email_tokens set expires_at = now() - interval '1 ms' where used_at is null`;
	await assert.rejects(used(late), expired);
	const fresh = await made();
	for (const wrong of ["", "x", `${fresh}x`, fresh.toUpperCase(), "\u0000", "🔥".repeat(500)])
		await assert.rejects(used(wrong), expired);
});

test("of many uses at once exactly one succeeds", async () => {
	for (const _ of range(1, repeatsOf(10))) {
		const token = await made();
		const results = await Promise.allSettled(range(1, 8).map(() => used(token)));
		assert.equal(results.filter(({ status }) => status === "fulfilled").length, 1);
	}
});

test("a second use waits for the first, and finds the token used", async () => {
	const token = await made();
	const release = await holdTransaction((tx) => tx`update email_tokens set used_at = now() where used_at is null`);
	const second = assert.rejects(used(token), expired);
	await waitsFor('update "email_tokens"');
	await release();
	await second;
});

test("a revoked token does not work, and others stay", async () => {
	const [reset, verify] = [await made("reset"), await made("verify")];
	const bob = await world.createUser("bob");
	const other = await transaction((tx) => create(tx, { userId: bob.id, purpose: "reset", email }));
	await transaction((tx) => revokeAll(tx, ada.id, "reset"));
	await assert.rejects(used(reset), expired);
	assert.equal((await transaction((tx) => use(tx, verify, "verify"))).purpose, "verify");
	assert.equal((await used(other.token)).userId, bob.id);
});

test("a reset link is valid for an hour, and a link that confirms an address for a day", async () => {
	await sql`truncate email_tokens`;
	for (const purpose of ["reset", "verify", "change"] as const) await made(purpose);
	const rows = await sql<{ purpose: string; hours: number }[]>`
		select purpose, round(extract(epoch from expires_at - created_at) / 3600)::int as hours from email_tokens order by 1`;
	assert.deepEqual(
		rows.map(({ purpose, hours }) => [purpose, hours]),
		[
			["change", 24],
			["reset", 1],
			["verify", 24],
		],
	);
});

test("tokens are deleted seven days after their end", async () => {
	await sql`truncate email_tokens`;
	await made();
	await sql`update email_tokens set expires_at = now() - interval '167 hours'`;
	await sweepEmailTokens();
	assert.equal((await sql`select 1 from email_tokens`).length, 1);
	await sql`update email_tokens set expires_at = now() - interval '169 hours'`;
	await sweepEmailTokens();
	assert.equal((await sql`select 1 from email_tokens`).length, 0);
});
