import assert from "node:assert/strict";
import { resolve } from "node:path";
import { test } from "node:test";
import { readConfig } from "./config";

const read = (env: Record<string, string>) => readConfig(env as NodeJS.ProcessEnv);

test("rejects an invalid setting in one sentence that names it", () => {
	for (const [name, value] of [
		["PORT", "65536"],
		["PORT", "-1"],
		["PORT", "3000x"],
		["DATABASE_URL", "mysql://x"],
		["DATABASE_URL", "nonsense"],
		["REDIS_URL", "http://x"],
		["AUTH_SECRET", "short"],
		["PUBLIC_URL", "example.org"],
		["PUBLIC_URL", "ftp://example.org"],
		["PUBLIC_URL", "http://example.org/chat"],
		["PUBLIC_URL", "http://example.org/chat/"],
		["PUBLIC_URL", "http://example.org/?x"],
		["PUBLIC_URL", "http://example.org#x"],
		["PUBLIC_URL", "https://name:password@example.org"],
		["PUBLIC_URL", "https://name@example.org"],
		["PUBLIC_URL", "ws://example.org"],
		["PUBLIC_URL", "//example.org"],
		["PUBLIC_URL", "example.org:3000"],
		["PUBLIC_URL", "https://"],
		["TRUSTED_PROXIES", "everybody"],
		["RATE_LIMITS", "no"],
		["BACKUP_RECIPIENT", "ssh-ed25519 AAAA"],
		["BACKUP_EVERY", "daily"],
		["BACKUP_DIR", "s3://"],
		["BACKUP_DIR", "s3://bucket/a prefix"],
		["BACKUP_DIR", "https://bucket"],
		["BACKUP_KEEP", "7"],
		["REHEARSE_EVERY", "0d"],
		["MAX_STORAGE_MB", "2GB"],
		["MAX_STORAGE_MB_PER_USER", "-1"],
		["MIN_FREE_DISK_MB", "1.5"],
		["LOG_LEVEL", "loud"],
		["LOG_FORMAT", "xml"],
		["METRICS_TOKEN", "short"],
		["METRICS_PORT", "65536"],
		["SMTP_URL", "smtp.example.org"],
		["SMTP_URL", "https://smtp.example.org"],
		["SMTP_URL", "smtp://"],
		["SMTP_URL", "smtp://:secret@smtp.example.org"],
		["SMTP_URL", "smtp://name:100%@smtp.example.org"],
		["SMTP_URL", "smtp://name:a%0D%0Ab@smtp.example.org"],
		["SMTP_URL", "smtp://smtp.example.org/path"],
		["MAIL_FROM", "Hearth"],
		["MAIL_FROM", "Hearth <hearth>"],
		["MAIL_FROM", "a@example.org, b@example.org"],
		["MAIL_FROM", "Hearth <a@example.org> <b@example.org>"],
		["MAIL_FROM", "Hearth\r\nBcc: eve@example.org <a@example.org>"],
	] as const)
		assert.throws(
			() => read({ [name]: value }),
			(error: Error) => {
				assert.equal(error.name, "BadSetting");
				assert.ok(error.message.startsWith(`${name} `) && error.message.endsWith("."), error.message);
				assert.doesNotMatch(error.message, /undefined|Invalid input/);
				return true;
			},
			`${name}=${value}`,
		);
});

test("no setting is required, and an empty one counts as unset", () => {
	const names = [
		"PORT",
		"HOST",
		"HEARTH_DATA_DIR",
		"DATABASE_URL",
		"REDIS_URL",
		"AUTH_SECRET",
		"PUBLIC_URL",
		"TRUSTED_PROXIES",
		"RATE_LIMITS",
		"LOG_LEVEL",
	];
	for (const env of [{}, Object.fromEntries(names.map((name) => [name, ""]))]) {
		const { port, host, rateLimits, databaseUrl, publicUrl, logLevel } = read(env);
		assert.deepEqual(
			[port, host, rateLimits, databaseUrl, publicUrl, logLevel],
			[3000, "0.0.0.0", true, undefined, undefined, "info"],
		);
	}
	assert.equal(read({}).dataDir, resolve("data"));
	assert.equal(read({ PUBLIC_URL: "https://example.org/" }).publicUrl, "https://example.org");
	assert.equal(read({ RATE_LIMITS: "off" }).rateLimits, false);
});

test("mail needs a server, a sender and the public address, and says which is missing", () => {
	const mail = { SMTP_URL: "smtps://smtp.example.org", MAIL_FROM: "a@example.org", PUBLIC_URL: "https://example.org" };
	assert.equal(read({ PUBLIC_URL: mail.PUBLIC_URL }).mail, null);
	for (const missing of ["SMTP_URL", "MAIL_FROM", "PUBLIC_URL"] as const)
		assert.throws(() => read({ ...mail, [missing]: "" }), {
			name: "BadSetting",
			message: new RegExp(`^${missing} must be`),
		});
	for (const [given, name, address] of [
		["a@example.org", "Hearth", "a@example.org"],
		["<a@example.org>", "Hearth", "a@example.org"],
		["Contour Club <a@example.org>", "Contour Club", "a@example.org"],
		['"Club, Contour"  <a@example.org>', "Club, Contour", "a@example.org"],
	])
		assert.deepEqual(read({ ...mail, MAIL_FROM: given ?? "" }).mail?.from, { name, address });
});

test("the public address matches a page's origin as browsers send it, however it is written", () => {
	for (const [given, origin] of [
		["https://chat.example.org/", "https://chat.example.org"],
		["https://chat.example.org//", "https://chat.example.org"],
		[" HTTPS://Chat.Example.ORG ", "https://chat.example.org"],
		["https://chat.example.org:443/", "https://chat.example.org"],
		["http://localhost:3000", "http://localhost:3000"],
		["https://chat.example.org/?#", "https://chat.example.org"],
		["https://채팅.example.org", "https://xn--ou6bo7j.example.org"],
		["http://[::1]:3000/", "http://[::1]:3000"],
	] as const)
		assert.equal(read({ PUBLIC_URL: given }).publicUrl, origin, given);
});

test("backups in a bucket need the keys of its store, and files stay in a folder unless they have a bucket too", () => {
	const keys = { S3_ENDPOINT: "https://s3.example.org/", S3_ACCESS_KEY_ID: "id", S3_SECRET_ACCESS_KEY: "secret" };
	const place = { BACKUP_DIR: "s3://bucket/prefix" };
	assert.throws(() => read(place), { name: "BadSetting", message: /^S3_ENDPOINT must be set where backups/ });
	assert.throws(() => read(keys), { name: "BadSetting", message: /^S3_BUCKET must be set where files/ });
	const { s3, backups } = read({ ...keys, ...place });
	assert.deepEqual([s3, backups.folder, backups.s3?.endpoint], [null, "s3://bucket/prefix", "https://s3.example.org"]);
	assert.equal(read({ ...keys, ...place, S3_BUCKET: "files" }).s3?.bucket, "files");
	assert.equal(read({ BACKUP_DIR: "some/folder" }).backups.folder, resolve("some/folder"));
});
