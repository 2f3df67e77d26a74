import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sql } from "@/db";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { range } from "@/test/support/socket-client";
import { TestServer } from "@/test/support/test-server";

let world: TestServer;
let nobody: ApiClient;

before(async () => {
	world = await TestServer.open();
	nobody = world.guest();
});
after(() => world.close());

const password = "correct horse";
const register = (username: unknown, extra: object = {}) =>
	nobody.post("/api/account", { username, password, ...extra });

test("of twenty concurrent first registrations exactly one becomes the administrator", async () => {
	const answers = await Promise.all(range(1, 20).map((n) => register(`first${n}`)));
	assert.ok(answers.every(({ status }) => status === 201));
	const [row] = await sql<{ admins: number; all: number }[]>`
		select count(*) filter (where is_admin) as admins, count(*) as all from users`;
	assert.deepEqual({ ...row }, { admins: 1, all: 20 });
	await register("later");
	const [after] = await sql<{ admins: number }[]>`select count(*) as admins from users where is_admin`;
	assert.equal(after?.admins, 1);
});

test("rejects reserved names such as everyone, whatever the case", async () => {
	for (const name of ["admin", "root", "superuser", "system", "everyone", "here", "Admin", "ROOT", " here "])
		assertRefused(await register(name), 409, "username_taken");
});

test("rejects names outside 2–32 of a–z, 0–9, _ and .", async () => {
	const bad = [
		"",
		"a",
		"a".repeat(33),
		"a b",
		"a-b",
		"ä.b",
		"a@b",
		"аda",
		"a\u0000b",
		"<b>",
		"🔥🔥",
		12,
		null,
		["ada"],
		{},
	];
	for (const name of bad) assertRefused(await register(name), 400, "invalid_request", "username");
	assertRefused(await nobody.post("/api/account", { password }), 400, "invalid_request", "username");
});

test("rejects passwords outside 8–200 code points, or that cannot be stored", async () => {
	for (const bad of ["", "1234567", "x".repeat(201), "1234567\u0000", "1234567\ud800", 12345678, null])
		assertRefused(await register("carol", { password: bad }), 400, "invalid_request", "password");
	assert.equal((await register("carol1", { password: "🔥".repeat(8) })).status, 201);
	assert.equal((await register("carol2", { password: "🔥".repeat(200) })).status, 201);
	assertRefused(await register("carol3", { password: "🔥".repeat(201) }), 400, "invalid_request", "password");
	assert.equal((await register("carol4", { password: "        " })).status, 201);
});

test("one name belongs to one account, whatever the case; of concurrent registrations one gets it", async () => {
	const names = ["dora", "Dora", "DORA", "dOrA", " dora "];
	const answers = await Promise.all([...names, ...names].map((name) => register(name)));
	assert.deepEqual(answers.map(({ status }) => status).sort(), [201, ...range(1, 9).map(() => 409)]);
	for (const answer of answers) if (answer.status === 409) assertRefused(answer, 409, "username_taken");
	assert.equal(answers.find(({ status }) => status === 201)?.body.user?.username, "dora");
});

test("registration does not reveal whether an email address has an account", async () => {
	const [first, second] = [
		await register("erin", { email: "erin@example.org" }),
		await register("erin2", { email: "ERIN@example.org" }),
	];
	assert.equal(first.status, 201);
	assert.equal(second.status, 201);
	assert.equal(second.body.user?.email, first.body.user?.email);
	for (const email of ["", "x", "a@b", "a b@c.de", 1, `${"a".repeat(300)}@example.org`, "a\u0000@b.de"])
		assertRefused(await register("erin3", { email }), 400, "invalid_request", "email");
});

test("a new account returns its own data and no secret; the display name defaults to the name", async () => {
	const { status, body, text } = await register("Finn");
	assert.equal(status, 201);
	const { id, createdAt, ...user } = body.user ?? {};
	assert.ok(Number.isSafeInteger(id) && Number(id) > 0);
	assert.match(String(createdAt), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
	const noEmail = { email: null, emailVerified: false, pendingEmail: null };
	const nothing = {
		...noEmail,
		avatarUrl: null,
		bio: "",
		status: null,
		pronouns: "",
		links: [],
		timeZone: null,
		settings: {},
		settingsRev: 0,
		presence: "online",
		blocked: [],
		canCreateServers: true,
		isAdmin: false,
	};
	assert.deepEqual(user, { username: "finn", displayName: "finn", ...nothing });
	assert.doesNotMatch(text, /password|argon/i);
	assert.equal(
		(await register("finn2", { displayName: "  Finn the second " })).body.user?.displayName,
		"Finn the second",
	);
});

test("display names are 1–100 code points and not blank, a bio up to 1000; text is trimmed", async () => {
	const gil = await world.createUser("gil");
	const blank = ["", " ", "\t\n", "\u200b", "\u200d\u2060\ufeff", "\u3164", "\u00ad", "\u2800", "\u202e"];
	for (const displayName of [...blank, "x".repeat(101), "a\u0000b", "\ud83d", "\udd25x", null, 1, {}])
		assertRefused(await gil.patch("/api/account", { displayName }), 400, "invalid_request", "displayName");
	for (const bio of ["x".repeat(1001), "\u0000", "\udfff", null])
		assertRefused(await gil.patch("/api/account", { bio }), 400, "invalid_request", "bio");
	const flames = "🔥".repeat(100);
	assert.equal((await gil.patch("/api/account", { displayName: flames })).body.user?.displayName, flames);
	assert.equal((await gil.patch("/api/account", { displayName: " 김 " })).body.user?.displayName, "김");
	assert.equal((await gil.patch("/api/account", { bio: ` ${"é".repeat(1000)} ` })).body.user?.bio, "é".repeat(1000));
	assert.equal((await gil.patch("/api/account", { bio: " " })).body.user?.bio, "");
});

test("rejects a lone surrogate written as an escape", async () => {
	const hana = await world.createUser("hana");
	for (const written of ["\\ud800", "\\udc00x", "\\u0000"])
		assertRefused(
			await hana.call("PATCH", "/api/account", { body: `{"bio":"${written}"}` }),
			400,
			"invalid_request",
			"bio",
		);
});

test("an empty account change changes nothing, and requires a session", async () => {
	const ivo = await world.createUser("ivo");
	const before = await ivo.get("/api/account");
	assert.deepEqual((await ivo.patch("/api/account", {})).body, before.body);
	assertRefused(await nobody.get("/api/account"), 401, "unauthenticated");
	assertRefused(await nobody.patch("/api/account", {}), 401, "unauthenticated");
});

test("members of a shared server receive a new display name, and later messages carry it", async () => {
	const [jo, kim] = await world.createUsers("jo", "kim");
	assert.ok(jo && kim);
	const { serverId, channelId } = await jo.createServer("Names");
	await kim.join(serverId);
	const kims = await kim.openSocket(channelId);
	const jos = await jo.openSocket(channelId);
	await jo.patch("/api/account", { displayName: "Jo the first" });
	const serialized = await kims.waitFor("member:updated");
	assert.equal(serialized.serverId, serverId);
	assert.equal(serialized.user.displayName, "Jo the first");
	assert.equal("email" in serialized.user, false);
	assert.equal((await jos.sendMessage(channelId, "hi")).author.displayName, "Jo the first");
	assert.equal((await kims.waitFor("messages")).messages[0]?.author.displayName, "Jo the first");
	for (const client of [jos, kims]) client.close();
});
