import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import pino from "pino";
import { connect, disconnect, sql } from "@/db";
import type { ApiClient } from "@/test/support/api-client";
import { MailServer, tokenIn } from "@/test/support/mail-server";
import { waitUntil } from "@/test/support/socket-client";
import { openTestDatabase, type TestDatabase } from "@/test/support/test-database";
import { TestServer } from "@/test/support/test-server";
import { userWithCredentials } from "../auth/nextauth-options";
import { transaction } from "../transaction";
import { config } from "./config";
import { log } from "./log";
import { summaryOf, withoutValues } from "./loggable-error";
import { prettyLine } from "./pretty-log";

const secrets = {
	password: "correct horse of the log",
	wrong: "wrong horse of the log",
	next: "another horse of the log",
	email: "ada.of.the.log@example.org",
	message: "a message that only its readers know",
	name: "A name of the log",
};
let database: TestDatabase;
let world: TestServer;
let mail: MailServer;
let ada: ApiClient;
/** Every line that was logged. */
let lines: string[] = [];
const stream = Reflect.get(log, pino.symbols.streamSym) as { write(line: string): unknown };
const { write } = stream;

before(async () => {
	database = await openTestDatabase();
	world = await TestServer.open({ database });
	mail = await MailServer.start();
	config.publicUrl = undefined;
	stream.write = (line) => lines.push(line);
	// This also takes the place of the method with which the test server counts bugs.
	log.level = "trace";
});
after(async () => {
	stream.write = write;
	log.level = "silent";
	await world.close();
	await mail.close();
});

const logged = (sentence: string) =>
	lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === sentence) as Record<string, unknown>[];

test("no log has a password, a cookie, a token, an e-mail address or a message, also when everything fails", async () => {
	const { password, email, message, name, next, wrong } = secrets;
	const guest = world.guest();
	const registered = await guest.post("/api/account", { username: "logged", password, email, displayName: name });
	assert.equal(registered.status, 201, registered.text);
	await waitUntil("the address can be verified", () => mail.received.length > 0);
	const token = tokenIn(mail.received[0] ?? { text: "" });
	assert.equal((await guest.post("/api/account/email/verify", { token })).status, 200);
	await userWithCredentials("logged", wrong, "::1").catch(() => {});
	assert.ok(await userWithCredentials("logged", password, "::1"));
	const [row] = await sql<{ id: number }[]>`select id from users where username = 'logged'`;
	ada = await world.signIn({ id: row?.id ?? 0, username: "logged" });
	const cookie = await world.cookieOf(ada.sessionId);
	const { serverId, channelId } = await ada.createServer("Logged");
	const socket = await ada.connect();
	await socket.open({ channelId });
	await socket.sendMessage(channelId, message);
	await ada.get(`/api/search?q=${encodeURIComponent(message)}`);
	await ada.put("/api/account/password", { current: wrong, next });
	mail.received.splice(0);
	assert.equal((await guest.post("/api/password/forgot", { name: email })).status, 202);
	await waitUntil("the password can be reset", () => mail.received.length > 0);
	const resetToken = tokenIn(mail.received[0] ?? { text: "" });

	// Now each of them is in a statement that fails.
	await sql`alter table messages add constraint no_messages check (content = '') not valid`;
	await sql`alter table users add constraint no_names check (username <> 'logged') not valid`;
	await ada.post(`/api/channels/${channelId}/messages`, { content: message, nonce: crypto.randomUUID() });
	await socket.ask("message:send", { channelId, content: message, nonce: crypto.randomUUID() });
	await ada.patch("/api/account", { displayName: name, bio: message });
	await ada.put("/api/account/password", { current: password, next });
	await guest.post("/api/password/reset", { token: resetToken, password: next });
	await ada.post("/api/account", { username: "logged2", password, email: `x${email}` });
	await sql`alter table messages drop constraint no_messages`;
	await sql`alter table users drop constraint no_names`;
	await sql`insert into jobs (queue, payload) values ('mail', ${JSON.stringify({ kind: email, token })}::text::jsonb)`;
	await waitUntil(
		"the job has failed",
		async () => (await sql`select 1 from jobs where failed_at is not null`).length > 0,
	);
	const [job] = await sql<{ error: string }[]>`select error from jobs where failed_at is not null`;
	log.warn({ err: refusal(message) }, "a refusal");
	socket.close();

	assert.ok(logged("an unexpected error").length >= 2, lines.join(""));
	const all = [...lines, job?.error ?? ""].join("\n");
	for (const secret of [...Object.values(secrets), cookie, ada.sessionId, token, resetToken])
		assert.ok(!all.includes(secret), `the log contains ${secret}`);
	assert.ok(serverId);
	await sql`delete from jobs`;
});

/** An error as postgres.js and Drizzle throw it. */
const refusal = (value: string) => {
	const cause = Object.assign(new Error(`invalid input syntax: "${value}"\n    at ${value} (x.ts:1:1)`), {
		...{ name: "PostgresError", code: "23505", constraint_name: "users_email", detail: value, table_name: "users" },
	});
	return new Error(`Failed query: select $1\nparams: ${value}`, { cause });
};

test("the line of a failed statement has its code and constraint, and the place in the code", () => {
	const { type, message, code, constraint, stack } = withoutValues(refusal("secret")) as Record<string, string>;
	assert.deepEqual([type, code, constraint], ["PostgresError", "23505", "users_email"]);
	assert.equal(message, "The database refused a statement: 23505 users_email.");
	assert.match(stack ?? "", /^ {4}at .*log\.test/);
	assert.equal(summaryOf(refusal("secret")), `PostgresError: ${message}`);
	const quoted = withoutValues(new SyntaxError(`Unexpected token 's', "secret" is not valid JSON`));
	assert.doesNotMatch(JSON.stringify(quoted), /secret/);
	const unsent = withoutValues(new Error("Failed query: select $1\nparams: secret", { cause: new Error("closed") }));
	assert.match(unsent.message ?? "", /^Failed query: select \$1/);
	assert.doesNotMatch(JSON.stringify(unsent), /secret/);
});

test("every line that an action of a request logs has the request's id", async () => {
	lines = [];
	await sql`alter table servers add constraint no_servers check (name <> 'Refused') not valid`;
	const { headers } = await ada.post("/api/servers", { name: "Refused", categoryId: 1 });
	await sql`alter table servers drop constraint no_servers`;
	const [line] = logged("an unexpected error");
	assert.equal(line?.requestId, headers["x-request-id"]);
	const { inRequest } = await import("./request-context");
	inRequest({ requestId: "7" }, () => log.info({ a: 1 }, "inside"));
	await inRequest({ requestId: "7" }, async () => {
		await sql`select 1`;
		log.info("after a query");
	});
	log.info("outside");
	assert.deepEqual(
		["inside", "after a query", "outside"].map((sentence) => logged(sentence)[0]?.requestId),
		["7", "7", undefined],
	);
});

test("slow statements are reported without values, in the context in which they began", async () => {
	await disconnect();
	const found: { text: string; context: unknown }[] = [];
	let context: object | undefined = { requestId: "7" };
	connect(database.options, {
		max: 2,
		slow: { ms: 0, contextOf: () => context, onSlow: (text, _, context) => found.push({ text, context }) },
	});
	const value = "a value of a user";
	const query = sql`select ${value}::text as a`.execute();
	context = undefined;
	await query;
	await transaction(async (tx) => void (await tx.sql`select ${value}::text as b`));
	await assert.rejects(sql`select ${value}::text::int as c`);
	assert.ok(found.some(({ text, context }) => text === "select ?::text as a" && context !== undefined));
	assert.deepEqual(
		found.map(({ text }) => text).filter((text) => text.startsWith("select ?")),
		["select ?::text as a", "select ?::text as b", "select ?::text::int as c"],
	);
	assert.ok(!JSON.stringify(found).includes(value));
});

test("a line for people has time, level, sentence and fields, and no value begins a line of its own", () => {
	const fields = {
		level: 40,
		time: "2026-11-29T10:11:12.345Z",
		path: "a\nERROR forged",
		err: { stack: "E: x\ny\n    at z" },
	};
	assert.equal(
		prettyLine(JSON.stringify({ ...fields, msg: "a sentence" })),
		'10:11:12.345 WARN a sentence path="a\\nERROR forged"\n    at z\n',
	);
});
