import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { after, describe, test } from "node:test";
import { SwiftServer } from "@/test/support/swift-server";
import { log } from "../process/log";
import { LocalStorage } from "./local-storage";
import { S3Storage } from "./s3-storage";
import type { Storage } from "./storage";

const folder = mkdtempSync(join(tmpdir(), "hearth-storage-"));
log.level = "silent";
const swift = await SwiftServer.start();
const why = swift
	? false
	: "OpenStack Swift is not installed here (Debian: swift-proxy swift-account swift-container swift-object)";
after(async () => {
	rmSync(folder, { recursive: true, force: true });
	await swift?.stop();
});

const key = (n: number) => `ab/${"0".repeat(31)}${n}`;
const missing = `ff/${"f".repeat(32)}`;

function file(bytes: Buffer): string {
	const path = join(folder, randomBytes(8).toString("hex"));
	writeFileSync(path, bytes);
	return path;
}
async function bytesOf(storage: Storage, name: string, span?: { from: number; to: number }): Promise<Buffer | null> {
	const stream = await storage.get(name, span);
	return stream && buffer(stream);
}
async function names(storage: Storage): Promise<string[]> {
	const found: string[] = [];
	for await (const { key: name, at } of storage.list()) {
		assert.ok(Math.abs(Date.now() - at.getTime()) < 60_000);
		found.push(name);
	}
	return found.sort();
}

function testStorage(open: () => Storage): void {
	test("a missing file is not found, and removing it succeeds", async () => {
		const storage = open();
		assert.equal(await bytesOf(storage, missing), null);
		assert.equal(await bytesOf(storage, missing, { from: 0, to: 1 }), null);
		await storage.remove(missing);
		assert.deepEqual(await names(storage), []);
	});

	test("a stored file is read completely and in parts, until it is removed", async () => {
		const storage = open();
		const bytes = randomBytes(6_000_000);
		await storage.put(key(1), file(bytes));
		assert.ok((await bytesOf(storage, key(1)))?.equals(bytes));
		assert.deepEqual(await bytesOf(storage, key(1), { from: 10, to: 19 }), bytes.subarray(10, 20));
		assert.deepEqual(await bytesOf(storage, key(1), { from: 5_999_999, to: 5_999_999 }), bytes.subarray(-1));
		await storage.put(`${key(1)}-thumbnail`, file(Buffer.from("small")));
		assert.deepEqual(await names(storage), [key(1), `${key(1)}-thumbnail`]);
		for (const name of await names(storage)) await storage.remove(name);
		assert.equal(await bytesOf(storage, key(1)), null);
		assert.deepEqual(await names(storage), []);
	});

	test("lists many files, page by page, each once", async () => {
		const storage = open();
		const all = [1, 2, 3, 4, 5, 6, 7].map(key);
		await Promise.all(all.map(async (name) => storage.put(name, file(Buffer.from(name)))));
		assert.deepEqual(await names(storage), all);
		await Promise.all(all.map((name) => storage.remove(name)));
	});
}

describe("a folder", () => {
	testStorage(() => new LocalStorage(join(folder, "store")));

	test("a failed write leaves nothing behind", {
		skip: process.getuid?.() === 0 && "root may write anywhere",
	}, async () => {
		const place = join(folder, "locked");
		mkdirSync(place);
		chmodSync(place, 0o500);
		await assert.rejects(new LocalStorage(place).put(key(1), file(Buffer.from("x"))), { code: "unavailable" });
		assert.deepEqual(readdirSync(place), []);
	});
});

describe("an S3-compatible store", { skip: why }, () => {
	testStorage(() => new S3Storage(settings(), 3));

	test("reports a store that rejects its key or does not respond, and loses nothing", async () => {
		const wrong = new S3Storage({ ...settings(), secretAccessKey: "other" });
		const absent = new S3Storage({ ...settings(), endpoint: "http://127.0.0.1:9" });
		const path = file(Buffer.from("kept"));
		for (const storage of [wrong, absent]) {
			await assert.rejects(storage.put(key(1), path), { code: "unavailable" });
			await assert.rejects(storage.get(key(1)), { code: "unavailable" });
			await assert.rejects(storage.remove(key(1)), { code: "unavailable" });
		}
		await new S3Storage(settings()).put(key(1), path);
		assert.equal(String(await bytesOf(new S3Storage(settings()), key(1))), "kept");
		await new S3Storage(settings()).remove(key(1));
	});
});

function settings() {
	assert.ok(swift);
	return swift.settings;
}
