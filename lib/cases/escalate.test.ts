import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "@/db";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import {
	casesOf,
	createReportedPlace,
	decideAsMod,
	details,
	onlyCase,
	readCase,
	reported,
	reportMember,
	reportMessage,
} from "@/test/support/cases";
import { ada, bob, eve, world } from "@/test/support/community";
import { actWhileDismissed } from "@/test/support/held-transaction";
import { act, acted, createPlace, mod, setUpModeration } from "@/test/support/moderation";
import { range } from "@/test/support/socket-client";
import { applyEvent } from "../cluster/events";
import { changeSettings } from "../instance/change-settings";
import type { EscalatedCase, EscalatedCaseDetails } from "../realtime/protocol";

setUpModeration();

/** An administrator of the instance, who is in no server. */
let admin: ApiClient | undefined;
async function root(): Promise<ApiClient> {
	if (!admin) {
		admin = await world.createUser("root.admin");
		await sql`update users set is_admin = username = 'root.admin'`;
	}
	return admin;
}
const escalate = (by: ApiClient, serverId: number, id: number, body?: object) =>
	by.post(`/api/servers/${serverId}/cases/${id}/escalate`, body);
type Page = { cases: EscalatedCase[]; nextCursor: string | null };
async function list(query = ""): Promise<Page> {
	const { status, text } = await (await root()).get(`/api/admin/cases?${query}`);
	assert.equal(status, 200, text);
	return JSON.parse(text);
}
async function read(id: number): Promise<EscalatedCaseDetails> {
	const { status, text } = await (await root()).get(`/api/admin/cases/${id}`);
	assert.equal(status, 200, text);
	return JSON.parse(text).case;
}
const decide = async (id: number, body: object) => (await root()).put(`/api/admin/cases/${id}`, body);
const latest = async (): Promise<EscalatedCase> => {
	let found: EscalatedCase | undefined;
	for (let cursor: string | null = ""; cursor !== null; ) {
		const page: Page = await list(`limit=100${cursor && `&cursor=${cursor}`}`);
		found = page.cases.at(-1) ?? found;
		cursor = page.nextCursor;
	}
	return found ?? assert.fail("no case");
};
const instanceAudit = async () =>
	(
		await sql<{ entry: string }[]>`
		select concat_ws(' ', action, subject.username, details ->> 'server', details ->> 'note') as entry
		from instance_audit_log l left join users subject on subject.id = subject_id order by l.id`
	).map(({ entry }) => entry);

async function createCase(place?: { serverId: number; channelId: number }) {
	const { serverId, channelId } = place ?? (await createReportedPlace());
	const { seq } = await bob.sendMessage(channelId, "Something illegal");
	await reported(reportMessage(ada, channelId, seq, { category: "illegal", comment: "Look at this" }));
	const { id } = await onlyCase(mod, serverId);
	return { serverId, channelId, seq, id };
}

test("a moderator hands a case to the administrators once, who see the message as it was and nothing else", async () => {
	const { serverId, channelId, seq, id } = await createCase(await createPrivatePlace());
	await ada.sendMessage(channelId, "among us");
	const mods = await mod.connect();
	const made = await escalate(mod, serverId, id, { note: "Police?" });
	assert.equal(made.status, 201, made.text);
	await mods.waitFor("case", (event) => event.serverId === serverId);
	for (const note of ["Police?", "Other"]) {
		const again = await escalate(ada, serverId, id, { note });
		assert.equal(again.status, 200, again.text);
	}
	assert.equal((await bob.delete(`/api/channels/${channelId}/messages/${seq}`)).status, 204);
	const found = await latest();
	const { snapshot, ...shown } = await read(found.id);
	assert.deepEqual(shown, found);
	assert.equal(snapshot?.content, "Something illegal");
	const { server, subject, escalatedBy, createdAt: _, id: __, ...facts } = found;
	assert.deepEqual([server.id, subject.username, escalatedBy.username], [serverId, "bob", "mod.erator"]);
	assert.deepEqual(facts, {
		...{ kind: "report", excerpt: "Something illegal", reportCount: 1, note: "Police?", isByReporter: false },
		...{ categories: [{ category: "illegal", count: 1 }], outcome: null, answer: "", closedBy: null, closedAt: null },
	});
	const all = JSON.stringify([found, snapshot]);
	for (const hidden of ["among us", "Look at this", '"ada"']) assert.ok(!all.includes(hidden), hidden);
	for (const path of [`/api/servers/${serverId}`, `/api/channels/${channelId}/messages`])
		assert.equal((await (await root()).get(path)).status, 404, path);
	const entries = (await ada.get(`/api/servers/${serverId}/audit-log?action=escalate_case`)).body.entries ?? [];
	assert.deepEqual(
		entries.map(({ actor, subject, case: about }) => [actor?.username, subject?.username, about?.id]),
		[["mod.erator", "bob", id]],
	);
	mods.close();
});

/** A private place in which mod handles reports. */
async function createPrivatePlace() {
	return createPlace({ visibility: "private" }, ["handle_reports", "view_audit_log"]);
}

test("only those who see the case and handle reports hand it over, and an appeal stays with the server", async () => {
	const { serverId, id } = await createCase();
	assertRefused(await escalate(bob, serverId, id), 403, "forbidden");
	assertRefused(await escalate(eve, serverId, id), 403, "forbidden");
	for (const [body, field] of [
		[{ note: "x".repeat(1001) }, "note"],
		[{ note: "a\u0000" }, "note"],
		[{ why: "" }, "why"],
	] as const)
		assertRefused(await escalate(mod, serverId, id, body), 400, "invalid_request", field);
	const unknown = await escalate(mod, serverId, 999_999_999);
	assertRefused(unknown, 404, "case_not_found");
	// A case about the moderator does not exist for them.
	await reported(reportMember(bob, serverId, mod.username));
	const [about] = await sql<{ id: number }[]>`select max(id) as id from cases where server_id = ${serverId}`;
	assert.equal((await escalate(mod, serverId, about?.id ?? 0)).text, unknown.text);
	const { id: actionId } = await acted(act(ada, serverId, "bob", { kind: "warn" }));
	assert.equal((await bob.post(`/api/sanctions/${actionId}/appeal`, { text: "Why?" })).status, 201);
	const [appeal] = await sql<{ id: number }[]>`select case_id as id from appeals where action_id = ${actionId}`;
	assertRefused(await escalate(ada, serverId, appeal?.id ?? 0), 403, "forbidden");
	assert.equal((await sql`select 1 from escalations where server_id = ${serverId}`).length, 0);
});

test("the moderators see that a case is with the administrators, and how it ended", async () => {
	const { serverId, id } = await createCase();
	assert.deepEqual((await onlyCase(mod, serverId)).escalatedAt, null);
	await escalate(mod, serverId, id, { note: "Please" });
	const { id: handed } = await latest();
	const shown = async () => (await details(readCase(mod, serverId, id))).escalation ?? assert.fail();
	await reported(reportMember(ada, serverId, "bob"));
	const [, other = assert.fail()] = await casesOf(mod, serverId);
	assert.equal((await details(readCase(mod, serverId, other.id))).escalation, null);
	await details(decideAsMod(serverId, other.id));
	const { by, createdAt, ...open } = await shown();
	assert.equal((await onlyCase(mod, serverId)).escalatedAt, createdAt);
	assert.deepEqual([by.username, open], ["mod.erator", { note: "Please", outcome: null, answer: "", closedAt: null }]);
	const mods = await mod.connect();
	for (const [outcome, answer] of [
		["closed", "Suspended"],
		["returned", "Yours to decide"],
	] as const) {
		for (const _ of range(1, 2)) assert.equal((await decide(handed, { outcome, answer })).status, 200);
		await mods.waitFor("case", (event) => event.serverId === serverId);
		const { closedAt, ...ended } = await shown();
		assert.deepEqual([ended.outcome, ended.answer, closedAt !== null], [outcome, answer, true]);
		assertRefused(await decide(handed, { outcome, answer: "Other" }), 409, "conflict");
		assert.ok(!JSON.stringify(await shown()).includes("root.admin"), "administrators are not named");
		assert.ok((await list("state=closed")).cases.some((one) => one.id === handed));
		for (const _ of range(1, 2)) assert.equal((await decide(handed, { outcome: null })).status, 200);
		mods.forget();
	}
	assert.equal((await shown()).outcome, null);
	const server = (await read(handed)).server.name;
	assert.deepEqual((await instanceAudit()).slice(-4), [
		`close_case bob ${server} Suspended`,
		`reopen_case bob ${server}`,
		`return_case bob ${server} Yours to decide`,
		`reopen_case bob ${server}`,
	]);
	// The decision of the server is its own.
	await details(decideAsMod(serverId, id));
	assert.equal((await read(handed)).outcome, null);
	mods.close();
});

test("a case stays with the administrators when its server is deleted", async () => {
	const { serverId, id } = await createCase();
	await escalate(mod, serverId, id);
	const { id: handed, server } = await latest();
	assert.equal((await ada.delete(`/api/servers/${serverId}`)).status, 204);
	const kept = await read(handed);
	assert.deepEqual([kept.server, kept.snapshot?.content], [{ id: null, name: server.name }, "Something illegal"]);
	assert.equal((await decide(handed, { outcome: "closed" })).status, 200);
});

test("a user sends a report about a moderator to the administrators too, and about nobody else", async () => {
	const { serverId, channelId } = await createReportedPlace();
	const { seq } = await ada.sendMessage(channelId, "I own this");
	const own = await bob.sendMessage(channelId, "I am nobody");
	const report = (by: ApiClient, of: number, toAdministrators: unknown) =>
		by.post("/api/reports", { channelId, seq: of, category: "harassment", comment: "He rules", toAdministrators });
	assertRefused(await report(mod, own.seq, true), 400, "invalid_request", "toAdministrators");
	assertRefused(await report(bob, seq, "yes"), 400, "invalid_request", "toAdministrators");
	assert.equal((await report(bob, seq, true)).status, 201);
	const { escalatedBy, isByReporter, note, excerpt } = await latest();
	assert.deepEqual([escalatedBy.username, isByReporter, note, excerpt], ["bob", true, "He rules", "I own this"]);
	const answered = async () => {
		const [own] = (await bob.get("/api/reports")).body.reports?.filter(({ server }) => server.id === serverId) ?? [];
		return own?.outcome;
	};
	const { id: handed } = await latest();
	const reporter = await bob.connect();
	assert.equal((await decide(handed, { outcome: "returned" })).status, 200);
	assert.equal((await decide(handed, { outcome: null })).status, 200);
	assert.equal(await answered(), null, "it is still to be decided");
	for (const _ of range(1, 2)) assert.equal((await decide(handed, { outcome: "closed" })).status, 200);
	await reporter.waitFor("report", (event) => event.serverId === serverId);
	assert.equal(await answered(), "closed");
	// A later decision of the moderators changes nothing for those who have reported.
	await details(decideAsMod(serverId, (await onlyCase(mod, serverId)).id));
	assert.equal((await decide(handed, { outcome: null })).status, 200);
	assert.equal(await answered(), "closed");
	assert.equal(reporter.of("report").length, 1);
	reporter.close();
	// Another user's report opens it again once the administrators have closed it, and not before.
	const { seq: next } = await ada.sendMessage(channelId, "I still own this");
	assert.equal((await report(bob, next, true)).status, 201);
	const first = await latest();
	const [another, third] = [await world.createUser("another.reporter"), await world.createUser("third.reporter")];
	for (const one of [another, third]) await one.join(serverId);
	assert.equal((await report(third, next, true)).status, 201);
	assert.deepEqual(await latest(), first);
	assert.equal((await decide(first.id, { outcome: "closed", answer: "Done" })).status, 200);
	const told = await (await root()).connect();
	assert.equal((await report(another, next, true)).status, 201);
	await told.waitFor("account", ({ user }) => (user.openCaseCount ?? 0) > 0);
	told.close();
	const again = await latest();
	assert.deepEqual(
		[again.id, again.escalatedBy.username, again.reportCount, again.outcome, again.answer],
		[first.id, another.username, 3, null, ""],
	);
	// By name, and about a moderator who is not the owner.
	const { status } = await bob.post("/api/reports", {
		...{ serverId, username: mod.username, category: "spam", toAdministrators: true },
	});
	assert.equal(status, 201);
	assert.equal((await latest()).subject.username, "mod.erator");
	const log = (await ada.get(`/api/servers/${serverId}/audit-log?action=escalate_case`)).body.entries;
	assert.deepEqual(log, [], "no reporter is in an audit log");
});

test("the lists go through all cases once, open ones oldest first and closed ones latest first", async () => {
	const ids: number[] = [];
	for (const _ of range(1, 3)) {
		const { serverId, id } = await createCase();
		await escalate(mod, serverId, id);
		ids.push((await latest()).id);
	}
	const pagesOf = async (query: string) => {
		const found: number[] = [];
		for (let cursor: string | null = ""; cursor !== null; ) {
			const page: Page = await list(`${query}&limit=1${cursor && `&cursor=${cursor}`}`);
			found.push(...page.cases.map(({ id }) => id));
			cursor = page.nextCursor;
		}
		return found.filter((id) => ids.includes(id));
	};
	assert.deepEqual(await pagesOf("state=open"), ids);
	for (const id of ids) assert.equal((await decide(id, { outcome: "closed" })).status, 200);
	assert.deepEqual(await pagesOf("state=closed"), ids.toReversed());
	const client = await root();
	for (const [query, field] of [
		["state=x", "state"],
		["limit=0", "limit"],
		[`cursor=${Buffer.from('["1",1]').toString("base64url")}`, "cursor"],
		[`state=closed&cursor=${Buffer.from('["",1]').toString("base64url")}`, "cursor"],
	])
		assertRefused(await client.get(`/api/admin/cases?${query}`), 400, "invalid_request", field);
	for (const id of ["0", "x", "999999999"])
		assertRefused(await client.get(`/api/admin/cases/${id}`), 404, "case_not_found");
	for (const [body, field] of [
		[{}, "outcome"],
		[{ outcome: "suspended" }, "outcome"],
		[{ outcome: "closed", answer: "x".repeat(1001) }, "answer"],
		[{ outcome: null, state: "open" }, "state"],
	] as const)
		assertRefused(await decide(ids[0] ?? 0, body), 400, "invalid_request", field);
});

test("of two moderators who hand a case over at once, and two administrators who decide it, one has done it", async () => {
	const { serverId, id } = await createCase();
	const both = await Promise.all([escalate(mod, serverId, id), escalate(ada, serverId, id)]);
	assert.deepEqual(both.map(({ status }) => status).sort(), [200, 201]);
	const { id: handed } = await latest();
	const decided = await Promise.all(["closed", "returned"].map((outcome) => decide(handed, { outcome })));
	assert.deepEqual(decided.map(({ status }) => status).sort(), [200, 409]);
});

test("an administrator who ceases to be one at the same moment decides no case; another decides that case alone", async () => {
	const handed: number[] = [];
	for (const _ of range(1, 2)) {
		const { serverId, id } = await createCase();
		await escalate(mod, serverId, id);
		handed.push((await latest()).id);
	}
	const [first = 0, second = 0] = handed;
	const close = () => decide(second, { outcome: "closed" });
	assertRefused(await actWhileDismissed(await root(), close), 404, "not_found");
	assert.equal((await close()).status, 200);
	assert.deepEqual([(await read(first)).outcome, (await read(second)).outcome], [null, "closed"]);
});

test("open cases are a warning on the page Health, and administrators alone follow their number", async () => {
	await sql`update escalations set outcome = 'closed', closed_at = now() where outcome is null`;
	const administrator = await root();
	const countOf = async (who: ApiClient) => (await who.get("/api/account")).body.user?.openCaseCount;
	const warned = async () =>
		JSON.parse((await administrator.get("/api/admin/health")).text).health.warnings.find(
			({ code }: { code: string }) => code === "cases_open",
		)?.count;
	assert.deepEqual([await countOf(administrator), await warned(), await countOf(mod)], [0, undefined, undefined]);
	const { serverId, id } = await createCase();
	const [client, moderator] = [await administrator.connect(), await mod.connect()];
	await escalate(mod, serverId, id);
	const { user } = await client.waitFor("account", ({ user }) => user.openCaseCount === 1);
	assert.equal(user.id, administrator.id);
	assert.ok(!JSON.stringify(client.received).includes("Something illegal"));
	assert.deepEqual([await countOf(administrator), await warned(), await countOf(ada)], [1, 1, undefined]);
	await changeSettings(null, { secondFactor: "administrators" });
	assert.equal(await countOf(administrator), undefined, "without a required second factor");
	await changeSettings(null, { secondFactor: "off" });
	// Another instance has written the decision.
	await sql`update escalations set outcome = 'closed', closed_at = now()`;
	await applyEvent({ kind: "escalations_changed" });
	await client.waitFor("account", ({ user }) => user.openCaseCount === 0);
	client.forget();
	assert.equal((await decide((await list("state=closed")).cases[0]?.id ?? 0, { outcome: null })).status, 200);
	await client.waitFor("account", ({ user }) => user.openCaseCount === 1);
	assert.deepEqual(moderator.of("account"), []);
	client.close();
	moderator.close();
});
