import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { hash } from "@node-rs/argon2";
import { sql } from "@/db";
import { assertRefused } from "@/test/support/api-client";
import { ada, bob, eve, serverId, setUpCommunity, world } from "@/test/support/community";
import { userWithCredentials } from "../auth/nextauth-options";
import { hashPassword } from "../auth/password";

setUpCommunity();

const register = (username: string) =>
	world.guest().post("/api/account", { username, password: "correct horse battery" });

test("rejects a username that is unsafe in a path, ambiguous at its ends or reserved", async () => {
	for (const name of ["..", ".", ".a", "a.", "_a", "a_", "a..b", "...", "__", "._", ".%2e", "a.b.."])
		assertRefused(await register(name), 400, "invalid_request", "username");
	for (const name of ["me", "Me", "administrator", "moderator", "mod", "support", "hearth", "everybody", "all", "ALL"])
		assertRefused(await register(name), 409, "username_taken");
	for (const name of ["a.b", "a_b", "a.b_c.d", "a__b", "0a"]) assert.equal((await register(name)).status, 201, name);
});

test("an account with an unsafe name is renamed, and keeps its messages", async () => {
	const dots = await world.createUser("..");
	const migration =
		readFileSync("db/migrations/0012_people.sql", "utf8").split("--> statement-breakpoint").at(-1) ?? "";
	await sql.unsafe(migration);
	assert.equal((await dots.get("/api/account")).body.user?.username, `dots${dots.id}`);
	assert.equal((await ada.get("/api/users/ada")).status, 200);
});

test("users can be blocked by id by those who may see them, and the id reveals nothing to others", async () => {
	const never = await eve.put("/api/blocks/999999");
	assertRefused(never, 404, "user_not_found");
	for (const id of [ada.id, "0", "x", "1e1", "-1"])
		assert.equal((await eve.put(`/api/blocks/${id}`)).text, never.text, String(id));
	assertRefused(await world.guest().put(`/api/blocks/${ada.id}`), 401, "unauthenticated");
	assertRefused(await bob.put(`/api/blocks/${bob.id}`), 403, "forbidden");
	assert.equal((await bob.put(`/api/blocks/${ada.id}`)).status, 204);
	assert.deepEqual((await bob.get("/api/account")).body.user?.blocked, [ada.id]);
	assert.equal((await bob.delete(`/api/blocks/${ada.id}`)).status, 204);
	assert.deepEqual((await bob.get("/api/account")).body.user?.blocked, []);
});

test("no single-line text changes, breaks or hides the text around it, in any field", async () => {
	const bad = "a\u202Eb\nc\u2066d\u200Be\u{E0061}f";
	const good = "ab cdef";
	const { body } = await ada.patch("/api/account", { displayName: bad, status: { text: bad }, bio: bad });
	assert.deepEqual([body.user?.displayName, body.user?.status?.text, body.user?.bio], [good, good, "ab\ncdef"]);
	await ada.patch("/api/account", { displayName: "ada", status: null });
	const made = await ada.createServer(bad, { description: bad });
	const { body: shown } = await ada.get(`/api/servers/${made.serverId}`);
	assert.deepEqual([shown.server?.name, shown.server?.description], [good, "ab\ncdef"]);
	const changed = await ada.patch(`/api/channels/${made.channelId}`, { topic: bad });
	assert.equal(changed.body.channel?.topic, good);
	const poll = { question: bad, options: [`${bad}1`, `${bad}2`] };
	const { poll: asked } = await ada.sendMessage(made.channelId, "", { poll });
	assert.deepEqual([asked?.question, asked?.options.map(({ text }) => text)], [good, [`${good}1`, `${good}2`]]);
	assert.deepEqual((await ada.put("/api/account/keywords", { keywords: [bad] })).body.keywords, [good]);
	const file = await ada.uploadOk(made.channelId, "x\u202Egpj\u200B.txt", "words");
	assert.equal(file.name, "xgpj.txt");
	// Text of nothing else is empty, and two options that differ only by it are equal.
	for (const name of ["\u202E", "\u{E0061}\u200D", "\u2066\u2069"])
		assertRefused(await ada.patch(`/api/servers/${made.serverId}`, { name }), 400, "invalid_request", "name");
	const alike = { nonce: crypto.randomUUID(), content: "", poll: { question: "?", options: ["yes", "y\u200Bes"] } };
	assertRefused(
		await ada.post(`/api/channels/${made.channelId}/messages`, alike),
		400,
		"invalid_request",
		"poll.options",
	);
	const zalgo = await ada.patch("/api/account", { displayName: `o${"\u0301".repeat(90)}` });
	assert.ok([...(zalgo.body.user?.displayName ?? "")].length <= 8);
	await ada.patch("/api/account", { displayName: "ada" });
});

test("rejects a display name that looks like the owner's, also at a join; an outsider and the owner may have it", async () => {
	for (const displayName of ["Ada", "АDA", "a d a", "Ａda", "ad\u200Ba", "ädä"])
		assertRefused(await bob.patch("/api/account", { displayName }), 400, "invalid_request", "displayName");
	for (const displayName of ["Adam", "🔥", "Bob"])
		assert.equal((await bob.patch("/api/account", { displayName })).status, 200, displayName);
	const { serverId: den } = await ada.createServer("Den", { visibility: "private" });
	assert.equal((await ada.put(`/api/servers/${den}/members/eve`)).status, 202);
	assert.equal((await eve.patch("/api/account", { displayName: "Ada" })).status, 200);
	assertRefused(await eve.post(`/api/membership/${serverId}`), 403, "forbidden");
	assertRefused(await eve.post(`/api/invitations/${den}`), 403, "forbidden");
	// Leaving, renaming and joining again does not avoid the check.
	await bob.leave(serverId);
	assert.equal((await bob.patch("/api/account", { displayName: "АDA" })).status, 200);
	assertRefused(await bob.post(`/api/membership/${serverId}`), 403, "forbidden");
	assert.equal((await ada.get(`/api/servers/${serverId}`)).body.server?.memberCount, 1);
	for (const person of [bob, eve]) await person.patch("/api/account", { displayName: person.username });
	await bob.join(serverId);
	assert.equal((await eve.post(`/api/invitations/${den}`)).status, 200);
	assert.equal((await ada.patch("/api/account", { displayName: "ADA" })).status, 200);
});

test("no order of a concurrent rename and join lets in a name that looks like the owner's", async () => {
	for (const n of [1, 2, 3, 4]) {
		const person = await world.createUser(`racer${n}`);
		const [joined, renamed] = await Promise.all([
			person.post(`/api/membership/${serverId}`),
			person.patch("/api/account", { displayName: "Ada" }),
		]);
		assert.notEqual(joined.status === 200, renamed.status === 200);
	}
});

test("rejects usernames and display names that look like a reserved one; existing ones stay", async () => {
	for (const name of ["every0ne", "h.e.r.e", "admin.istrator", "a11", "rnod", "roo_t", "h_earth"])
		assertRefused(await register(name), 409, "username_taken");
	for (const displayName of [
		"Everyone",
		"EVERY0NE",
		"h e r e",
		"Аdmin",
		"@here",
		"Systеm",
		"Hearth",
		"A-L-L",
		"Ｓupport",
	]) {
		assertRefused(await bob.patch("/api/account", { displayName }), 400, "invalid_request", "displayName");
		const wanted = { username: "somebody", password: "correct horse battery", displayName };
		assertRefused(await world.guest().post("/api/account", wanted), 400, "invalid_request", "displayName");
	}
	for (const displayName of ["Everyone else", "Heather", "Allan", "Meg", "bob"])
		assert.equal((await bob.patch("/api/account", { displayName })).status, 200, displayName);
	await sql`update users set display_name = 'Support' where id = ${eve.id}`;
	assert.equal((await eve.patch("/api/account", { displayName: "support" })).status, 200);
});

test("combining marks are letters in channel names of every script, stored in one form", async () => {
	const create = (name: string) => ada.post(`/api/servers/${serverId}/channels`, { name });
	for (const name of ["\u0301a", "\u0e31", "a\u202Eb", "a\u200Bb", "a\u20DDb c", "ab\u200D"])
		assertRefused(await create(name), 400, "invalid_request", "name");
	const good = { हिन्दी: "हिन्दी", ทั่วไป: "ทั่วไป", தமிழ்: "தமிழ்", שָׁלוֹם: "שָׁלוֹם".normalize("NFC"), "Cafe\u0301": "café" };
	for (const [name, stored] of Object.entries(good)) {
		const { status, body, text } = await create(name);
		assert.deepEqual([status, body.channel?.name], [201, stored], text);
	}
	assertRefused(await create("CAFÉ"), 409, "name_taken");
	assert.equal((await create("می\u200Cخواهم")).body.channel?.name, "میخواهم");
	assert.ok([...((await create(`o${"\u0323\u0301".repeat(30)}`)).body.channel?.name ?? "")].length <= 8);
});

test("a password matches however its letters were composed, also for an older account", async () => {
	const pairs = [
		["pässwörd été", "pa\u0308sswo\u0308rd e\u0301te\u0301"],
		["ｐａｓｓｗｏｒｄ１", "password1"],
		["ﬁnally-inside", "finally-inside"],
		["한국어비밀번호", "한국어비밀번호".normalize("NFD")],
		["passwordÅ", "password\u212B"],
	] as const;
	for (const [index, [one, other]] of pairs.entries()) {
		const name = `typist${index}`;
		await world.createUser(name);
		const keep = async (passwordHash: string) =>
			sql`update users set password_hash = ${passwordHash} where username = ${name}`;
		for (const [kept, typed] of [
			[one, other],
			[other, one],
		] as const) {
			await keep(await hashPassword(kept, "here"));
			assert.ok(await userWithCredentials(name, typed, "here"), `${kept} ${typed}`);
			await keep(await hash(kept, { memoryCost: 19_456, timeCost: 2, parallelism: 1 }));
			assert.ok(await userWithCredentials(name, kept, "here"), `before: ${kept}`);
		}
		assert.equal(await userWithCredentials(name, `${one}x`, "here"), null);
	}
});
