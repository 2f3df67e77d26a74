import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import sharp from "sharp";
import { sql } from "@/db";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { actWhileDismissed } from "@/test/support/held-transaction";
import { range, waitUntil } from "@/test/support/socket-client";
import { nonce, TestServer } from "@/test/support/test-server";
import * as commands from "../admin/commands";
import { CHANNEL } from "../cluster/events";
import { pageKeyOf } from "../page-cache/page-key";
import { currentAnnouncements } from "./announcements";
import { defaults, settingsFrom } from "./fields";
import { instanceIconUrl, instanceSettings } from "./settings";

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;
let guest: ApiClient;
const path = "/api/admin/settings";
const password = "a brand new horse";

before(async () => {
	world = await TestServer.open();
	guest = world.guest();
	assert.equal((await guest.post("/api/account", { username: "ada", password })).status, 201);
	const [first] = await sql<{ id: number; username: string }[]>`select id, username from users`;
	assert.ok(first);
	ada = await world.signIn(first);
	bob = await world.createUser("bob");
});
after(() => world.close());

const makePicture = () =>
	sharp({ create: { width: 9, height: 9, channels: 3, background: "#c40" } })
		.png()
		.toBuffer();

const audit = async () =>
	(
		await sql<{ entry: string }[]>`
		select concat_ws(' ', action, actor_id, details) as entry from instance_audit_log
		where action = 'change_settings' order by id`
	).map(({ entry }) => entry);

test("administrators alone read and change the settings; for all others there is nothing", async () => {
	assert.deepEqual((await ada.get(path)).body, {
		settings: { ...defaults, maxServersPerUser: null },
		iconUrl: null,
	});
	for (const client of [bob, guest])
		for (const answer of [await client.get(path), await client.patch(path, { registration: "closed" })])
			assertRefused(answer, 404, "not_found");
	assert.deepEqual((await bob.get(path)).body, (await bob.get("/api/nothing")).body);
	assert.equal(instanceSettings().registration, "open");
});

test("a change counts at once, is audited with its names, and repeating it changes nothing", async () => {
	const before = await audit();
	for (let time = 0; time < 2; time++) {
		const changed = await ada.patch(path, { registration: "closed" });
		assert.equal(changed.status, 200);
		assert.equal(changed.body.settings?.registration, "closed");
	}
	assert.deepEqual((await ada.patch(path, {})).body, (await ada.get(path)).body);
	assert.deepEqual(await audit(), [...before, `change_settings ${ada.id} {"settings": ["registration"]}`]);
	assertRefused(await guest.post("/api/account", { username: "late", password }), 403, "registration_closed");
	await ada.patch(path, { registration: "open" });
	assert.equal((await guest.post("/api/account", { username: "late", password })).status, 201);
});

test("an administrator who ceases to be one at the same moment changes no setting and no icon", async () => {
	const picture = await makePicture();
	for (const act of [
		() => ada.patch(path, { frontText: "mine" }),
		() => ada.putPicture("/api/admin/icon", picture),
		() => ada.delete("/api/admin/icon"),
	]) {
		assertRefused(await actWhileDismissed(ada, act), 404, "not_found");
	}
	assert.deepEqual([instanceSettings().frontText, instanceIconUrl()], ["", null]);
	assert.equal((await sql`select 1 from pictures`).length, 0);
});

test("unknown settings and values out of bounds are refused and change nothing", async () => {
	const before = (await ada.get(path)).body;
	for (const [body, field] of [
		[{ registration: "sometimes" }, "registration"],
		[{ registration: null }, "registration"],
		[{ registration: ["open"] }, "registration"],
		[{ proofOfWork: "on" }, "proofOfWork"],
		[{ registration: "closed", colour: "red" }, "colour"],
	] as const)
		assertRefused(await ada.patch(path, body), 400, "invalid_request", field);
	assert.deepEqual((await ada.get(path)).body, before);
});

test("reserved names are taken for new accounts and names, also where one only looks like them", async () => {
	await ada.patch(path, { reservedNames: ["Kiln Master", "staff"] });
	assertRefused(await guest.post("/api/account", { username: "staff", password }), 409, "username_taken");
	for (const displayName of ["kiln master", "Kiln Mаster", "STAFF"])
		assertRefused(await bob.patch("/api/account", { displayName }), 400, "invalid_request", "displayName");
	await ada.patch(path, { reservedNames: [] });
	assertRefused(
		await bob.patch("/api/account", { displayName: "Dеleted accоunt" }),
		400,
		"invalid_request",
		"displayName",
	);
	assert.equal((await bob.patch("/api/account", { displayName: "Staff" })).status, 200);
});

test("the default language is used where the browser asks for none of the available ones", async () => {
	await ada.patch(path, { defaultLanguage: "ko" });
	const keyOf = (language: string) => pageKeyOf({ headers: { "accept-language": language } }).locale;
	assert.deepEqual(["", "fr", "en", "ko"].map(keyOf), ["ko", "ko", "en", "ko"]);
	await ada.patch(path, { defaultLanguage: "en" });
});

test("public texts are listed on the front page if they are not empty", async () => {
	const home = () => bob.get("/api/home");
	assert.match((await home()).text, /"frontText":"","publicTexts":\[\]/);
	await ada.patch(path, { frontText: "Come in.", privacy: "# Nothing is sold" });
	assert.match((await home()).text, /"frontText":"Come in.","publicTexts":\["privacy"\]/);
	await ada.patch(path, { frontText: "", privacy: "" });
});

test("guests are asked to create an account only where there is a way to register", async () => {
	const accepts = async () =>
		await Promise.all(
			["/api/home", "/api/explore"].map(async (page) => JSON.parse((await bob.get(page)).text).acceptsAccounts),
		);
	for (const registration of ["closed", "invite", "approval", "open"]) {
		await ada.patch(path, { registration });
		const isOpen = registration !== "closed";
		assert.deepEqual(await accepts(), [isOpen, isOpen], registration);
	}
});

test("announcements are shown from their start to their end, and every socket is notified of a change", async () => {
	const at = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
	const make = (text: string, startsAt: string | null, endsAt: string | null) => {
		const [level, id] = ["warning", nonce()];
		return { id, text, level, startsAt, endsAt };
	};
	const soon = at(1);
	const socket = await bob.connect();
	const notified = socket.waitFor("announcements");
	const list = [make("now", null, null), make("until soon", at(-1), soon), make("later", soon, null)];
	const all = [...list, make("over", at(-2), at(-1)), make("much later", at(5), at(6))];
	assert.equal((await ada.patch(path, { announcements: all })).status, 200);
	await notified;
	const { announcements, changesAt } = currentAnnouncements();
	assert.deepEqual([announcements.map(({ text }) => text), changesAt], [["now", "until soon"], soon]);
	assert.deepEqual(
		currentAnnouncements(at(2)).announcements.map(({ text }) => text),
		["now", "later"],
	);
	const { text } = await guest.get("/api/announcements");
	assert.deepEqual(JSON.parse(text), { announcements, changesAt });
	assert.ok(!text.includes("later"));
	for (const wrong of [
		[make("", null, null)],
		[make("x".repeat(301), null, null)],
		[make("ends before", at(2), at(1))],
		[{ ...make("x", null, null), level: "loud" }],
		[list[0], list[0]],
		range(1, 11).map((n) => make(`${n}`, null, null)),
	])
		assert.equal((await ada.patch(path, { announcements: wrong })).status, 400);
	await ada.patch(path, { announcements: [] });
	assert.deepEqual(currentAnnouncements(), { announcements: [], changesAt: null });
	assert.equal(socket.of("instance").length, 0);
	const picture = await makePicture();
	for (const [index, change] of [
		() => ada.patch(path, { name: "Elsewhere" }),
		() => ada.putPicture("/api/admin/icon", picture),
		() => ada.delete("/api/admin/icon"),
		() => ada.patch(path, { name: "Hearth" }),
	].entries()) {
		await change();
		await waitUntil("the change is notified", () => socket.of("instance").length === index + 1);
	}
});

test("a registration that has begun does not follow settings that are outdated in memory", async () => {
	await sql`update instance set settings = '{"registration": "closed"}'`;
	assert.equal(instanceSettings().registration, "open");
	assertRefused(await guest.post("/api/account", { username: "swift", password }), 403, "registration_closed");
	assert.equal((await sql`select 1 from users where username = 'swift'`).length, 0);
	await sql`update instance set settings = '{}'`;
});

test("another instance's change is applied without a request", async () => {
	await sql.begin(async (tx) => {
		await tx`update instance set settings = '{"registration": "closed", "proofOfWork": "high"}', settings_revision = settings_revision + 1`;
		await tx`select pg_notify(${CHANNEL}, ${JSON.stringify({ from: "another", notice: { kind: "settings_changed" } })})`;
	});
	await waitUntil("the change is here", async () => instanceSettings().registration === "closed");
	assert.match((await guest.post("/api/account/challenge")).text, /"maxNumber":1000000/);
});

test("the operator's command changes the mode, also while nobody can sign in", async () => {
	await assert.rejects(commands.setRegistration("sometimes"), { name: "CommandError" });
	assert.equal(await commands.setRegistration("open"), "Registration is open.");
	assert.equal(instanceSettings().registration, "open");
	assert.equal((await audit()).at(-1), 'change_settings {"settings": ["registration"]}');
});

test("a stored value that is not valid, or of another version, counts as absent", () => {
	assert.deepEqual(settingsFrom({ registration: 7, colour: "red" }), defaults);
	assert.equal(settingsFrom({ registration: "closed", colour: "red" }).registration, "closed");
});
