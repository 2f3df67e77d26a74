import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "@/db";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { ada, bob, eve } from "@/test/support/community";
import { actWhileDismissed } from "@/test/support/held-transaction";
import { repeatsOf } from "@/test/support/races";
import {
	apply,
	blank,
	codes,
	exists,
	freshName,
	makeCode,
	refusal,
	register,
	set,
	setUpRegistration,
	signIn,
	tally,
	waiting,
} from "@/test/support/registration";
import { range } from "@/test/support/socket-client";
import { findInvite } from "../invites/load";
import { createAccount } from "./register";

setUpRegistration();

test("a server's invite makes an account and joins in one, or does neither", async () => {
	const { serverId } = await bob.createServer("Contour");
	const invite = await bob.createInvite(serverId, { maxUses: 1 });
	await set({ registration: "invite", serverInvites: false });
	assertRefused(await register({ invite }), 403, "invite_required");
	await set({ serverInvites: true });
	const username = freshName();
	assert.equal((await register({ invite }, username)).status, 201);
	assert.ok(await signIn(username));
	const names = (await bob.get(`/api/servers/${serverId}/members`)).body.members?.map(({ user }) => user.username);
	assert.ok(names?.includes(username));
	const late = freshName();
	assertRefused(await register({ invite }, late), 410, "invite_ended");
	assert.equal(await exists(late), false);
	const byHand = freshName();
	const answer = await register({ invite: await bob.createInvite(serverId, { needsApproval: true }) }, byHand);
	assertRefused(answer, 403, "join_requirements_not_met", "approval");
	assert.equal(await exists(byHand), false);
});

test("of fifty users at the last use of a server's invite one has an account, and is the member", async () => {
	await set({ registration: "invite" });
	const { serverId } = await bob.createServer("Kiln");
	for (let round = 0; round < repeatsOf(2); round++) {
		const invite = await findInvite(null, await bob.createInvite(serverId, { maxUses: 1 }));
		const names = range(1, 50).map(freshName);
		const tries = names.map((username) => createAccount({ ...blank(), username, invite }).then(() => 1, refusal));
		assert.deepEqual(tally(await Promise.all(tries)), { 1: 1, invite_ended: 49 });
		const left = await sql`
			select u.awaits_approval, m.server_id from users u left join memberships m on m.user_id = u.id
			where username = any (${names})`;
		assert.deepEqual([...left], [{ awaits_approval: false, server_id: serverId }]);
	}
});

test("addresses register by their domain, which counts with all below it", async () => {
	await set({ refusedEmailDomains: ["throwaway.example"] });
	for (const email of ["a@throwaway.example", "a@x.THROWAWAY.example"])
		assertRefused(await register({ email }), 400, "invalid_request", "email");
	assert.equal((await register({ email: "a@notthrowaway.example" })).status, 201);
	await set({ allowedEmailDomains: ["club.example"] });
	for (const email of ["a@other.example", "a@club.example.evil", undefined])
		assertRefused(await register(email ? { email } : {}), 400, "invalid_request", "email");
	assert.equal((await register({ email: "a@mail.club.example" })).status, 202);
	for (const domain of ["", "x", "a b.example", "@club.example", ".example", `${"a".repeat(64)}.example`, 7]) {
		const answer = await ada.patch("/api/admin/settings", { allowedEmailDomains: [domain] });
		assertRefused(answer, 400, "invalid_request", "allowedEmailDomains");
	}
});

test("servers are created by the users whom the settings allow", async () => {
	const create = (client: ApiClient) => client.post("/api/servers", { name: "Kiln", visibility: "private" });
	const may = async (client: ApiClient) => (await client.get("/api/account")).body.user?.canCreateServers;
	await set({ serverCreatorDays: 3 });
	assertRefused(await create(eve), 403, "forbidden");
	assert.equal(await may(eve), false);
	await sql`update users set created_at = now() - interval '73 hours' where id = ${eve.id}`;
	assert.equal((await create(eve)).status, 201);
	await set({ serverCreators: "administrators" });
	assertRefused(await create(eve), 403, "forbidden");
	assert.deepEqual([await may(eve), await may(ada)], [false, true]);
	assert.equal((await create(ada)).status, 201);
});

test("an administrator who ceases to be one at the same moment decides nothing about registrations, jobs and backups", async () => {
	await set({ registration: "approval" });
	const { id } = await apply();
	const code = await makeCode();
	const network = "203.0.113.0/24";
	const [job] = await sql<{ id: number }[]>`
		insert into jobs (queue, payload, failed_at) values ('other', '{}', now()) returning id`;
	for (const act of [
		() => ada.put(`${waiting}/${id}`),
		() => ada.delete(`${waiting}/${id}`),
		() => ada.post(codes, {}),
		() => ada.delete(`${codes}/${code.id}`),
		() => ada.put("/api/admin/closed-networks", { network }),
		() => ada.delete(`/api/admin/closed-networks?network=${network}`),
		() => ada.post(`/api/admin/jobs/${job?.id}/retry`),
		() => ada.post("/api/admin/backups"),
	]) {
		assertRefused(await actWhileDismissed(ada, act), 404, "not_found");
	}
	assert.equal((await sql`select 1 from users where id = ${id} and awaits_approval`).length, 1);
	assert.deepEqual(
		(await ada.get(codes)).body.codes?.find((one) => one.id === code.id),
		code,
	);
	assert.equal((await sql`select 1 from closed_networks`).length, 0);
	assert.equal((await sql`select 1 from jobs where queue = 'backups' or failed_at is null`).length, 0);
	await sql`delete from jobs where id = ${job?.id ?? 0}`;
});
