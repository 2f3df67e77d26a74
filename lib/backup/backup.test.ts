import assert from "node:assert/strict";
import {
	existsSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	truncateSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { generateIdentity, identityToRecipient } from "age-encryption";
import { extract, pack } from "tar-stream";
import { sql } from "@/db";
import { type Client, type ConnectionOptions, open } from "@/db/connection";
import { migrate } from "@/db/migrate";
import type { ApiClient } from "@/test/support/api-client";
import { waitUntil } from "@/test/support/socket-client";
import { openEmptyDatabase, openTestDatabase, type TestDatabase } from "@/test/support/test-database";
import { TestServer } from "@/test/support/test-server";
import { collectGarbage } from "../attachments/garbage-collect";
import { thumbnailKey } from "../attachments/thumbnail-key";
import { appState } from "../process/app-state";
import { expireMessages } from "../retention/expire-messages";
import type { Storage } from "../storage/storage";
import { verify } from "./archive/archive-reader";
import { sha256 } from "./archive/archive-writer";
import type { EncryptionSettings } from "./archive/encryption";
import { tablesOf } from "./catalog";
import { type BackupOptions, createBackup } from "./create-backup";
import { rehearse } from "./rehearse";
import { restore } from "./restore";
import { noFiles } from "./stored-files";

const folder = mkdtempSync(join(tmpdir(), "hearth-backup-"));
const plain: EncryptionSettings = { recipient: undefined, passphraseFile: undefined, identityFile: undefined };
let database: TestDatabase;
let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;
let channelId: number;
let count = 0;
/** The number of its first messages that have expired. */
const expired = 5;

before(async () => {
	database = await openTestDatabase();
	world = await TestServer.open({ database });
	[ada, bob] = (await world.createUsers("ada", "bob")) as [ApiClient, ApiClient];
	const server = await ada.createServer("Loaf", { visibility: "public" });
	channelId = server.channelId;
	await bob.join(server.serverId);
	for (let n = 0; n < 30; n++) await ada.sendMessage(channelId, `Line\tone\nand "two" \\ ${n} 빵 🍞`);
	await sql`update channels set keep_days = 30 where id = ${channelId}`;
	await sql`update messages set created_at = now() - interval '31 days' where channel_id = ${channelId} and seq <= ${expired}`;
	await expireMessages(new AbortController().signal);
	const { id } = await ada.uploadOk(channelId, "small.txt", "a small file");
	await ada.sendMessage(channelId, "with a file", { attachmentIds: [id] });
	const key = "ab/0123456789abcdef0123456789abcdef";
	for (const name of [key, thumbnailKey(key)]) {
		const path = join(folder, "picture");
		writeFileSync(path, name);
		await appState().storage.put(name, path);
	}
	await sql`
		insert into emoji (server_id, name, key, hash, animated, size, creator_id)
		values (${server.serverId}, 'dance', ${key}, 'hash', true, 2, ${ada.id})`;
	await sql`update users set is_admin = true where id = ${ada.id}`;
	const large = await ada.uploadOk(channelId, "large.bin", Buffer.alloc(6_000_000, "0123456789abcdef!"));
	await ada.sendMessage(channelId, "with a large file", { attachmentIds: [large.id] });
});
after(async () => {
	await world.close();
	rmSync(folder, { recursive: true, force: true });
});

const back = (options: Partial<BackupOptions> = {}) =>
	createBackup({
		database: database.options,
		storage: appState().storage,
		file: join(folder, `${++count}.tar`),
		settings: plain,
		authSecret: "a secret that is as long as it needs to be",
		minFreeShare: 0,
		...options,
	});
const archiveOf = (file: string, settings = plain) => ({ file, settings });

async function withEmpty<T>(work: (options: ConnectionOptions, client: Client) => Promise<T>): Promise<T> {
	const empty = await openEmptyDatabase();
	const client = open(empty.options, 2, { connection: { application_name: "a test" } });
	try {
		return await work(empty.options, client);
	} finally {
		await client.end();
		await empty.stop();
	}
}
const into = (options: ConnectionOptions, file: string, more: object = {}) =>
	restore({
		archive: archiveOf(file),
		database: async () => options,
		files: noFiles,
		keepSecrets: async () => false,
		...more,
	});

async function dump(client: Client): Promise<Record<string, string[]>> {
	const rows: Record<string, string[]> = {};
	await client.begin(async (tx) => {
		for (const { name } of await tablesOf(tx, false))
			rows[name] = (await tx<{ row: string }[]>`select to_jsonb(t)::text as row from ${tx(name)} t order by 1`).map(
				({ row }) => row,
			);
	});
	return rows;
}
const schemaDump = (client: Client) => client`
	select conrelid::regclass::text as on, conname as name, pg_get_constraintdef(oid) as definition from pg_constraint
	where connamespace = 'public'::regnamespace
	union all select tgrelid::regclass::text, tgname, tgenabled::text from pg_trigger where not tgisinternal
	order by 1, 2`;
const isEmpty = async (client: Client) => {
	const rows = await client`
		select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v', 'S', 'm')
		union all select nspname from pg_namespace where nspname in ('drizzle', 'hearth_restore')
		union all select proname from pg_proc where pronamespace = 'public'::regnamespace`;
	return rows.length === 0;
};

/** All entries of an archive, and an archive of entries. */
async function entriesIn(file: string): Promise<{ name: string; content: Buffer }[]> {
	const tar = extract();
	tar.end(readFileSync(file));
	const found = [];
	for await (const entry of tar) {
		const chunks: Buffer[] = [];
		for await (const chunk of entry) chunks.push(chunk as Buffer);
		found.push({ name: entry.header.name, content: Buffer.concat(chunks) });
	}
	return found;
}
async function written(name: string, entries: { name: string; content: Buffer }[]): Promise<string> {
	const tar = pack();
	for (const { name, content } of entries) tar.entry({ name }, content);
	tar.finalize();
	const chunks: Buffer[] = [];
	for await (const chunk of tar) chunks.push(chunk as Buffer);
	const file = join(folder, name);
	writeFileSync(file, Buffer.concat(chunks));
	return file;
}
/** The archive with another manifest, sealed as if it were its own. */
async function forged(file: string, change: (manifest: Record<string, unknown>) => void): Promise<string> {
	const entries = await entriesIn(file);
	const manifest = JSON.parse(String(entries.find(({ name }) => name === "manifest.json")?.content));
	change(manifest);
	const content = Buffer.from(JSON.stringify(manifest));
	return written(
		`forged-${++count}.tar`,
		entries.map(({ name, content: old }) => ({
			name,
			content: name === "manifest.json" ? content : name === "manifest.sha256" ? Buffer.from(sha256(content)) : old,
		})),
	);
}

test("a restored database has every row, file, constraint and trigger of its original, and gives no id twice", async () => {
	const gone = await world.createUser("gone");
	await sql`delete from users where id = ${gone.id}`;
	const { file, messages, files } = await back();
	assert.equal(messages, 32 - expired);
	assert.equal(statSync(file).mode & 0o777, 0o600);
	const contents = new Map<string, Buffer[]>();
	let current: Buffer[] = [];
	const sink = {
		begin: async (key: string) => {
			current = [];
			contents.set(key, current);
		},
		write: async (bytes: Buffer) => void current.push(Buffer.from(bytes)),
		end: async () => {},
	};
	await withEmpty(async (options, client) => {
		const { manifest, keptSessions, findings } = await into(options, file, { files: sink });
		assert.deepEqual(findings, []);
		assert.equal(keptSessions, false);
		assert.equal(manifest.files.count, files);
		const original = open(database.options, 1);
		try {
			assert.deepEqual(await dump(client), await dump(original));
			assert.deepEqual([...(await schemaDump(client))], [...(await schemaDump(original))]);
		} finally {
			await original.end();
		}
		const [row] = await client<{ id: number }[]>`
			insert into users (username, display_name) values ('next', 'Next') returning id`;
		assert.ok((row?.id ?? 0) > gone.id, "the id of a deleted account is not given again");
		assert.equal((await client`select from sessions`).length, 0);
		// The instance starts on it.
		await migrate(options);
	});
	const keys = await sql<{ key: string; size: number }[]>`select key, size from attachments order by size`;
	assert.equal(contents.size, files);
	assert.ok(contents.has("ab/0123456789abcdef0123456789abcdef-thumbnail"), "the still picture of an animated emoji");
	for (const { key, size } of keys) {
		const read = await appState().storage.get(key);
		const chunks: Buffer[] = [];
		for await (const chunk of read ?? []) chunks.push(chunk as Buffer);
		assert.equal(Buffer.concat(chunks).length, size);
		assert.ok(Buffer.concat(chunks).equals(Buffer.concat(contents.get(key) ?? [])));
	}
});

test("a backup is of one instant while members write, and keeps files that are deleted meanwhile", async () => {
	const { id } = await ada.uploadOk(channelId, "doomed.txt", "still needed");
	const { seq } = await ada.sendMessage(channelId, "doomed", { attachmentIds: [id] });
	const [row] = await sql<{ key: string }[]>`select key from attachments where id = ${id}`;
	assert.ok(row);
	const { storage } = appState();
	let acted = false;
	// The rows have been copied when the first file is asked for.
	const eventful: Storage = {
		put: (...args) => storage.put(...args),
		remove: (...args) => storage.remove(...args),
		list: () => storage.list(),
		async get(key, span) {
			if (!acted) {
				acted = true;
				for (let n = 0; n < 20; n++) await bob.sendMessage(channelId, `meanwhile ${n}`);
				assert.equal((await ada.delete(`/api/channels/${channelId}/messages/${seq}`)).status, 204);
				await appState().fileDeletions.running;
				await collectGarbage();
			}
			return storage.get(key, span);
		},
	};
	const { file, missingFiles } = await back({ storage: eventful });
	assert.ok(acted);
	assert.equal(missingFiles, 0);
	await withEmpty(async (options, client) => {
		await into(options, file);
		const [state] = await client<{ first: number; lastSeq: number; top: number; held: number; file: number }[]>`
			select first_seq as first, last_seq as "lastSeq", (select max(seq) from messages where channel_id = c.id) as top,
				(select count(*)::int from messages where channel_id = c.id) as held,
				(select count(*)::int from attachments where key = ${row.key}) as file
			from channels c where id = ${channelId}`;
		assert.deepEqual({ ...state }, { first: expired + 1, lastSeq: seq, top: seq, held: seq - expired, file: 1 });
	});
	// Afterwards deletions are as usual.
	await ada.sendMessage(channelId, "again", { attachmentIds: [(await ada.uploadOk(channelId, "b.txt", "b")).id] });
	const [next] = await sql<{ key: string; seq: number }[]>`select key, seq from attachments where name = 'b.txt'`;
	await ada.delete(`/api/channels/${channelId}/messages/${next?.seq}`);
	await waitUntil("its bytes are deleted", async () => {
		const bytes = await storage.get(next?.key ?? "");
		bytes?.destroy();
		return bytes === null;
	});
});

test("a byte that has changed in any kind of part is found before anything is touched", async () => {
	const { file } = await back();
	const original = readFileSync(file);
	const entries = await entriesIn(file);
	let touched = false;
	const spoiled = join(folder, "spoiled.tar");
	for (const kind of [
		"hearth.json",
		"tables/messages/",
		"tables/users/",
		"files/",
		"manifest.json",
		"manifest.sha256",
	]) {
		const content = entries.find(({ name }) => name.startsWith(kind))?.content;
		assert.ok(content, kind);
		const at = original.indexOf(content) + Math.floor(content.length / 2);
		const bytes = Buffer.from(original);
		bytes[at] = (bytes[at] ?? 0) ^ 1;
		writeFileSync(spoiled, bytes);
		await assert.rejects(verify(archiveOf(spoiled)), { name: "BackupError" }, kind);
		const database = async () => {
			touched = true;
			return {};
		};
		await assert.rejects(
			restore({ archive: archiveOf(spoiled), database, files: noFiles, keepSecrets: async () => false }),
			{
				name: "BackupError",
			},
		);
	}
	assert.equal(touched, false);
	await verify(archiveOf(file));
});

test("truncated archives, swapped parts, foreign entries, other files and newer formats are refused in one sentence", async () => {
	const { file } = await back();
	const entries = await entriesIn(file);
	const files = entries.filter(({ name }) => name.startsWith("files/"));
	assert.ok(files.length >= 2, "there are two parts to swap");
	const [a, b] = files;
	const swapped = entries.map((entry) =>
		entry === a
			? { ...entry, content: b?.content ?? entry.content }
			: entry === b
				? { ...entry, content: a?.content ?? entry.content }
				: entry,
	);
	const short = join(folder, "short.tar");
	writeFileSync(short, readFileSync(file));
	truncateSync(short, statSync(file).size - 200_000);
	const text = join(folder, "text.tar");
	writeFileSync(text, "not an archive at all".repeat(100));
	const header = { name: "hearth.json", content: Buffer.from(JSON.stringify({ product: "Hearth", format: 2 })) };
	const trick = { name: "../../etc/passwd", content: Buffer.from("x") };
	const refused: [string, RegExp][] = [
		[short, /damaged/],
		[await written("swapped.tar", swapped), /the part files\/\d+ has changed/],
		[
			await written(
				"missing.tar",
				entries.filter((entry) => entry !== a),
			),
			/is missing/,
		],
		[await written("twice.tar", [...entries, ...files.slice(0, 1)]), /unknown entry, files\/\d+/],
		[
			await written("extra.tar", [...entries, { name: "tables/users/999999.gz", content: gzipSync("") }]),
			/the part tables\/users\/999999\.gz is not in its manifest/,
		],
		[await forged(file, (manifest) => (manifest.tables = "none")), /its manifest cannot be read/],
		[await written("endless.tar", entries.slice(0, -1)), /its end is missing/],
		[await written("trick.tar", [...entries.slice(0, 1), trick, ...entries.slice(1)]), /unknown entry/],
		[await written("other.tar", [{ name: "index.html", content: Buffer.from("hello") }]), /is no backup of Hearth/],
		[await written("newer.tar", [header]), /newer version of Hearth/],
		[text, /damaged or is no backup/],
		[join(folder, "absent.tar"), /cannot be read/],
		[await forged(file, (manifest) => (manifest.schema = { migration: 1, count: 1 })), /does not know/],
	];
	await withEmpty(async (options, client) => {
		for (const [each, sentence] of refused)
			await assert.rejects(into(options, each), { name: "BackupError", message: sentence });
		assert.ok(await isEmpty(client));
	});
});

test("a restore that fails leaves an empty database, and compares every channel with its backup", async () => {
	const { file } = await back();
	const failing = { ...noFiles, end: async () => Promise.reject(new Error("the disk is gone")) };
	const other = await forged(file, (manifest) => {
		const [channel] = (manifest.channels as { hash: string; messages: number }[]).filter(
			({ messages }) => messages > 0,
		);
		if (channel) channel.hash = "1";
	});
	await withEmpty(async (options, client) => {
		await assert.rejects(into(options, file, { files: failing }), /the disk is gone/);
		assert.ok(await isEmpty(client));
		await assert.rejects(into(options, other), /channel \d+ has hash/);
		assert.ok(await isEmpty(client));
		for (const [change, sentence] of [
			[(m) => void ((m.tables as { rows: number }[])[0] as { rows: number }).rows++, /rows instead of/],
			[(m) => void (m.files as { count: number }).count++, /files instead of/],
			[
				(m) => (m.tables = (m.tables as { name: string }[]).filter(({ name }) => name !== "users")),
				/the table users, which is not in its manifest/,
			],
		] satisfies [Parameters<typeof forged>[1], RegExp][]) {
			await assert.rejects(into(options, await forged(file, change)), sentence);
			assert.ok(await isEmpty(client));
		}
	});
});

test("the doctor mends and reports what was wrong in the original, and fails a restore that differs from it", async () => {
	await sql`update servers set member_count = 9`;
	await sql`update messages set seq = 99, born_rev = 1 where channel_id = ${channelId} and seq = 9`;
	const spoiled = await back();
	await sql`update messages set seq = 9 where channel_id = ${channelId} and seq = 99`;
	await sql`update servers set member_count = 2`;
	const { file, files } = await back();
	await withEmpty(async (options, client) => {
		const { findings } = await into(options, spoiled.file);
		assert.ok(findings.some(({ check, isFixed }) => check === "member_count" && isFixed));
		assert.ok(findings.some(({ check, isFixed }) => check === "holes" && !isFixed));
		assert.deepEqual([...(await client`select member_count as members from servers`)], [{ members: 2 }]);
	});
	await assert.rejects(rehearse(archiveOf(spoiled.file), join(folder, "rehearsal")), {
		name: "BackupError",
		message: /^The backup can be restored, and is damaged like its original: /,
	});
	await withEmpty(async (options, client) => {
		const meddling = {
			...noFiles,
			end: async () =>
				void (await client.unsafe(
					"create or replace function refuse_audit_change() returns trigger language plpgsql as 'begin return old; end'",
				)),
		};
		await assert.rejects(into(options, file, { files: meddling }), /Functions .* refuse_audit_change/);
		assert.ok(await isEmpty(client));
		const nothing = { ...appState().storage, async *list() {} };
		await assert.rejects(
			into(options, file, { storage: nothing }),
			new RegExp(`lacks ${files} files of the restored database instead of 0`),
		);
		assert.ok(await isEmpty(client));
	});
});

test("a backup is restored neither into a database in use nor beside a running instance", async () => {
	const { file } = await back();
	await assert.rejects(into(database.options, file), /Hearth runs on this database/);
	await withEmpty(async (options, client) => {
		await migrate(options);
		await client`insert into users (username, display_name) values ('first', 'First')`;
		await assert.rejects(into(options, file), /is not empty/);
		await client`delete from users`;
		// An instance that was started and never used.
		await into(options, file);
	});
	await withEmpty(async (options, client) => {
		await client`create table of_another_program (id int)`;
		await assert.rejects(into(options, file), /is not empty/);
		assert.equal((await client`select to_regclass('of_another_program') as name`)[0]?.name, "of_another_program");
	});
});

test("an archive that is not encrypted has no secret and no session", async () => {
	const { file, missingSecrets } = await back();
	assert.deepEqual(missingSecrets, ["auth-secret"]);
	const entries = await entriesIn(file);
	assert.equal(
		entries.some(({ name }) => name.startsWith("tables/sessions") || name === "secrets.json"),
		false,
	);
	assert.equal(readFileSync(file).includes("a secret that is as long"), false);
});

test("an encrypted archive brings the secret and the sessions, and is of no use without its key", async () => {
	const identity = await generateIdentity();
	const identityFile = join(folder, "identity");
	writeFileSync(identityFile, `# a comment\n${identity}\n`);
	const passphraseFile = join(folder, "passphrase");
	writeFileSync(passphraseFile, "correct horse battery staple\n");
	const toRecipient = { ...plain, recipient: await identityToRecipient(identity) };
	const withPassphrase = { ...plain, passphraseFile };
	for (const [make, read] of [
		[toRecipient, { ...plain, identityFile }],
		[withPassphrase, withPassphrase],
	] as const) {
		const { file, missingSecrets } = await back({ settings: make });
		assert.deepEqual(missingSecrets, []);
		assert.equal(readFileSync(file).includes("Line"), false);
		await assert.rejects(verify(archiveOf(file)), /is encrypted: name its key/);
		if (make === toRecipient) await verify(archiveOf(file, read));
		// The restore verifies the archive itself; deriving the key of a passphrase takes most of this test's time.
		else
			await withEmpty(async (options, client) => {
				let secret = "";
				const report = await into(options, file, {
					archive: archiveOf(file, read),
					keepSecrets: async ({ authSecret }: { authSecret: string }) => {
						secret = authSecret;
						return true;
					},
				});
				assert.equal(report.keptSessions, true);
				assert.equal(secret, "a secret that is as long as it needs to be");
				assert.ok((await client`select from sessions`).length >= 2);
			});
		const bytes = readFileSync(file);
		bytes[bytes.length - 1000] = (bytes[bytes.length - 1000] ?? 0) ^ 1;
		writeFileSync(file, bytes);
		await assert.rejects(verify(archiveOf(file, read)), { name: "BackupError" });
	}
});

test("no backup is begun when the disk would be too full, two are not made at once, and a failure leaves no file", async () => {
	const before = readdirSync(folder);
	await assert.rejects(back({ minFreeShare: 0.999999 }), /would have less than 100 % free/);
	const { storage } = appState();
	const broken: Storage = {
		put: (...args) => storage.put(...args),
		remove: (...args) => storage.remove(...args),
		list: () => storage.list(),
		async get() {
			await assert.rejects(back(), /in progress already/);
			throw new Error("the store does not respond");
		},
	};
	await assert.rejects(back({ storage: broken }), /the store does not respond/);
	assert.deepEqual(readdirSync(folder), before);
	assert.equal(existsSync(join(folder, `${count}.tar.partial`)), false);
	// Its locks are free again.
	await back();
});
