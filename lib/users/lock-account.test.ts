import assert from "node:assert/strict";
import { test } from "node:test";
import { Secret, TOTP } from "otpauth";
import { sql } from "@/db";
import type { ApiResponse } from "@/test/support/api-client";
import { ada, setUpUsers, world } from "@/test/support/community";
import { actBefore, holdTransaction } from "@/test/support/held-transaction";
import { issueTicket } from "../auth/sign-in";
import * as emailTokens from "../email-tokens/email-tokens";
import { transaction } from "../transaction";

setUpUsers(async () => {
	await sql`update users set email = 'ada@example.org' where username = 'ada'`;
});

const totp = "/api/account/totp";
let secret = "";
const code = () => new TOTP({ secret: Secret.fromBase32(secret) }).generate();
const tokenFor = async (purpose: "reset" | "verify") => {
	const wanted = { userId: ada.id, purpose, email: "ada@example.org" } as const;
	return (await transaction((tx) => emailTokens.create(tx, wanted))).token;
};

/** Changes of how a user signs in, and uses of a code, in this order: the app that the first confirms serves four more. */
const changes: Record<string, () => Promise<() => Promise<ApiResponse>>> = {
	async "confirming an app"() {
		secret = (await ada.post(totp)).body.secret ?? "";
		return () => ada.put(totp, { code: code() });
	},
	"new recovery codes": async () => () => ada.post("/api/account/recovery-codes"),
	"a proof by a code": async () => {
		await sql`update totp set last_step = null`;
		return () => ada.post("/api/account/reauthenticate", { code: code() });
	},
	"a sign-in with a code": async () => {
		await sql`update totp set last_step = null`;
		const { ticket } = await issueTicket(ada.id, null);
		return () => world.guest().post("/api/sign-in/second", { ticket, code: code() });
	},
	"removing an app": async () => () => ada.delete(totp),
	async "removing a passkey"() {
		await sql`insert into passkeys (id, user_id, public_key, counter, transports, backed_up, name)
			values ('\\x01', ${ada.id}, '\\x01', 0, '{}', false, 'Key')`;
		return () => ada.delete(`/api/account/passkeys/${Buffer.from([1]).toString("base64url")}`);
	},
	async "verifying an address"() {
		const token = await tokenFor("verify");
		return () => world.guest().post("/api/account/email/verify", { token });
	},
	async "a new password by a link"() {
		const token = await tokenFor("reset");
		return () => world.guest().post("/api/password/reset", { token, password: "a brand new horse" });
	},
};

for (const [name, prepare] of Object.entries(changes))
	test(`${name} locks the account before any other row, so that two at once cannot deadlock`, async () => {
		const act = await prepare();
		const commit = await holdTransaction((tx) => tx`select 1 from users where id = ${ada.id} for no key update`);
		const { status, text } = await actBefore(commit, '"users" where "users"."id" = $1 for no key update', act);
		assert.ok(status < 300, text);
	});
