import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { connectionTarget, sql } from "@/db";
import { open } from "@/db/connection";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { waitForBackup } from "@/test/support/backups";
import { waitUntil } from "@/test/support/socket-client";
import { SwiftServer } from "@/test/support/swift-server";
import { openEmptyDatabase } from "@/test/support/test-database";
import { TestServer } from "@/test/support/test-server";
import { enqueue } from "../jobs/enqueue";
import { appState } from "../process/app-state";
import { config } from "../process/config";
import type { Backups } from "../realtime/protocol";
import { S3Client } from "../storage/s3-client";
import { verify } from "./archive/archive-reader";
import { openBackupStore, prune } from "./backup-store";
import { createBackup } from "./create-backup";
import { restore } from "./restore";
import { noFiles } from "./stored-files";

const folder = mkdtempSync(join(tmpdir(), "hearth-bucket-"));
const swift = await SwiftServer.start();
const why = swift
	? false
	: "OpenStack Swift is not installed here (Debian: swift-proxy swift-account swift-container swift-object)";

describe("backups in a bucket", { skip: why }, () => {
	let world: TestServer;
	let ada: ApiClient;

	before(async () => {
		world = await TestServer.open();
		ada = await world.createUser("ada");
		await sql`update users set is_admin = true`;
		config.dataDir = join(folder, "data");
		config.backups = {
			...config.backups,
			folder: "s3://hearth-files/of/loaf",
			s3: settings(),
			keep: { days: 1, weeks: 0 },
		};
		const { channelId } = await ada.createServer("Loaf");
		// The upload of the backup has several parts.
		const { id } = await ada.uploadOk(channelId, "large.bin", Buffer.alloc(18_000_000, "0123456789abcdef!"));
		await ada.sendMessage(channelId, "with a large file", { attachmentIds: [id] });
	});
	after(async () => {
		await world.close();
		await swift?.stop();
		rmSync(folder, { recursive: true, force: true });
	});

	const store = () => openBackupStore(config.backups);
	const client = () => new S3Client(settings());
	const put = (name: string, body = "x") =>
		client().done({ method: "PUT", path: `/${name}`, body: Buffer.from(body) }, [200]);
	const uploads = () => client().done({ method: "GET", path: "?uploads=" }, [200]);
	const runs = async () =>
		(await sql<{ error: string | null }[]>`select error from backup_runs order by id`).map(({ error }) => error);
	async function done(task: "backup" | "rehearsal"): Promise<void> {
		const before = (await runs()).length;
		await enqueue("backups", { task });
		await waitForBackup(
			`the ${task} has ended`,
			async () => (await sql`select from backup_runs where ended_at is not null`).length > before,
		);
		assert.deepEqual((await runs()).at(-1), null);
		await waitUntil("the job is over", async () => (await sql`select from jobs where queue = 'backups'`).length === 0);
	}

	test("a backup is uploaded in parts, replaces older ones and unfinished uploads, and leaves other objects alone", async () => {
		const path = "/of/loaf/hearth-20010103-030000.tar?uploads=";
		await client().done({ method: "POST", path, body: Buffer.alloc(0) }, [200]);
		assert.match(await uploads(), /hearth-20010103-030000\.tar/);
		for (const name of ["of/loaf/hearth-20010101-030000.tar", "of/loaf/hearth-notes.txt", "hearth-20010101-030000.tar"])
			await put(name);
		assert.deepEqual(
			(await store().list()).map(({ name, bytes }) => [name, bytes]),
			[["hearth-20010101-030000.tar", 1]],
		);
		await done("backup");
		assert.deepEqual(await runs(), [null]);
		const names: string[] = [];
		for await (const { name } of client().list("")) names.push(name);
		const [made] = await store().list();
		assert.ok(made && made.bytes > 18_000_000);
		assert.deepEqual(names.sort(), ["hearth-20010101-030000.tar", `of/loaf/${made.name}`, "of/loaf/hearth-notes.txt"]);
		assert.doesNotMatch(await uploads(), /<Upload>/);
	});

	test("it is verified, rehearsed and restored from there, and administrators see it", async () => {
		const [made] = await store().list();
		assert.ok(made);
		await done("rehearsal");
		assert.equal((await ada.post(`/api/admin/backups/${made.name}/verify`, {})).status, 202);
		await waitForBackup("it is verified", async () => (await runs()).length === 3);
		await waitUntil("all is over", async () => (await sql`select from jobs where queue = 'backups'`).length === 0);
		assert.deepEqual(await runs(), [null, null, null]);
		const { backups }: { backups: Backups } = JSON.parse((await ada.get("/api/admin/backups")).text);
		assert.deepEqual(
			backups.archives.map(({ name, bytes, checked }) => [name, bytes, checked?.error]),
			[[made.name, made.bytes, null]],
		);
		const empty = await openEmptyDatabase();
		const copy = open(empty.options, 1, { connection: { application_name: "a test" } });
		try {
			const { manifest } = await restore({
				archive: { file: store().fileOf(made.name), settings: config.backups },
				database: async () => empty.options,
				files: noFiles,
				keepSecrets: async () => false,
			});
			assert.equal(manifest.files.count, 1);
			assert.deepEqual([...(await copy`select content from messages`)], [{ content: "with a large file" }]);
		} finally {
			await copy.end();
			await empty.stop();
		}
	});

	test("a damaged object, a missing one, a wrong key and a silent store are each reported in a sentence", async () => {
		const { backups } = config;
		await put("of/loaf/hearth-20010101-030000.tar", "no archive at all");
		const sentence = (name: string, s3: typeof backups.s3 = backups.s3) =>
			verify({ file: `s3://hearth-files/of/loaf/${name}`, settings: { ...backups, s3 } }).then(
				() => "",
				({ message }) => message,
			);
		assert.match(await sentence("hearth-20010101-030000.tar"), /is damaged or is no backup/);
		assert.match(await sentence("absent.tar"), /cannot be read: there is no such object/);
		assert.match(await sentence("absent.tar", { ...settings(), secretAccessKey: "other" }), /refuses it/);
		assert.match(await sentence("absent.tar", null), /set S3_ENDPOINT/);
		assert.match(await sentence("a name with spaces"), /names no object of a bucket/);
		await prune(store(), { days: 1, weeks: 0 });
		assert.equal((await store().list()).length, 1);
		config.backups = { ...backups, s3: { ...settings(), endpoint: "http://127.0.0.1:9" } };
		const silent = await ada.get("/api/admin/backups");
		config.backups = backups;
		assertRefused(silent, 503, "unavailable");
	});

	test("an upload that fails leaves no parts in the store", async () => {
		const before = (await store().list()).length;
		const { storage } = appState();
		await assert.rejects(
			createBackup({
				database: connectionTarget(),
				storage: {
					put: (...args) => storage.put(...args),
					remove: (...args) => storage.remove(...args),
					list: () => storage.list(),
					get: () => Promise.reject(new Error("the disk is gone")),
				},
				file: store().fileOf("hearth-20260101-000000.tar"),
				settings: config.backups,
				authSecret: null,
			}),
			/the disk is gone/,
		);
		assert.equal((await store().list()).length, before);
		assert.doesNotMatch(await uploads(), /<Upload>/);
	});
});

function settings() {
	assert.ok(swift);
	return swift.settings;
}
