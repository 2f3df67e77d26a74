import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type Client, open } from "@/db/connection";
import { type Embedded, startEmbedded } from "@/db/embedded";
import { migrate } from "@/db/migrate";

const folder = mkdtempSync(join(tmpdir(), "hearth-test-"));
// If the tests run as root, the database's account must be able to enter the folder.
chmodSync(folder, 0o755);
let database: Embedded;
let sql: Client;

before(() => begin());
after(async () => {
	await end();
	rmSync(folder, { recursive: true, force: true });
});

async function begin(): Promise<void> {
	database = await startEmbedded(folder, () => {}, { fsync: "off" });
	await migrate(database.options);
	sql = open(database.options, 2);
	await sql`insert into users (username, display_name, password_hash) values ('ada', 'Ada', 'none') on conflict do nothing`;
}

async function end(): Promise<void> {
	await sql.end();
	await database.stop();
}

/** The command in its own process, as `npm run import` starts it. */
function start(...args: string[]) {
	const child = spawn(process.execPath, ["scripts/run.mjs", "lib/import/cli.ts", ...args], {
		env: { ...process.env, HEARTH_DATA_DIR: folder, DATABASE_URL: "" },
		stdio: ["ignore", "pipe", "pipe"],
	});
	const sent = { out: "", err: "" };
	child.stdout.on("data", (text) => {
		sent.out += text;
	});
	child.stderr.on("data", (text) => {
		sent.err += text;
	});
	const ended = once(child, "close").then(([code]) => ({ code: code as number | null, ...sent }));
	return { child, ended };
}

const run = (...args: string[]) => start(...args).ended;

function written(name: string, lines: object[]): string {
	const file = join(folder, name);
	writeFileSync(file, lines.map((line) => JSON.stringify(line)).join("\n"));
	return file;
}

const many = (count: number) =>
	Array.from({ length: count }, (_, n) => ({
		id: `${n}`,
		channel: `c${n % 4}`,
		at: new Date(1_100_000_000_000 + n * 1000).toISOString(),
		author: `person ${n % 300}`,
		text: `${n}: ${"word ".repeat(20)}`,
		replyTo: n > 10 && n % 3 === 0 ? `${n - 4}` : null,
	}));

/** Compares every channel of a server with the file: all lines or a prefix of them, in order, complete, none twice. */
async function check(server: string, lines: ReturnType<typeof many>): Promise<number> {
	const rows = await sql<
		{ original: string; seq: number; content: string; parent: string | null; at: Date; lastSeq: number }[]
	>`
		select i.original, m.seq, m.content, p.content as parent, m.created_at as at, c.last_seq as "lastSeq"
		from servers s join channels c on c.server_id = s.id join imported_channels i on i.channel_id = c.id
		join messages m on m.channel_id = c.id
		left join messages p on p.channel_id = c.id and p.seq = m.reply_to
		where s.name = ${server} order by i.original, m.seq`;
	for (const [original, stored] of grouped(rows)) {
		const expected = lines.filter(({ channel }) => channel === original).slice(0, stored.length);
		assert.deepEqual(
			stored.map(({ seq, content, at }) => [seq, content, at.toISOString()]),
			expected.map(({ text, at }, index) => [index + 1, text.trim(), at]),
		);
		for (const [index, { parent, lastSeq }] of stored.entries()) {
			const { replyTo } = expected[index] ?? {};
			assert.equal(parent, replyTo == null ? null : lines[Number(replyTo)]?.text.trim());
			assert.equal(lastSeq, stored.length);
		}
	}
	return rows.length;
}

function grouped<T extends { original: string }>(rows: Iterable<T>): Map<string, T[]> {
	const groups = new Map<string, T[]>();
	for (const row of rows) groups.set(row.original, [...(groups.get(row.original) ?? []), row]);
	return groups;
}

test("reports why it cannot run in one sentence and exits with 2", async () => {
	const file = written("one.jsonl", many(1));
	const refusals: [string[], RegExp][] = [
		[[], /^Usage: npm run import/],
		[[file, "--server", "S"], /^Usage:/],
		[[file, "--server", "S", "--owner", "ada", "--nonsense"], /Usage:/],
		[[file, "--server", " ", "--owner", "ada"], /^--server: Must not be empty\.$/],
		[[join(folder, "none"), "--server", "S", "--owner", "ada"], /none cannot be read: there is no such file\.$/],
		[[file, "--server", "S", "--owner", "nobody"], /^There is no account named nobody/],
	];
	await Promise.all(
		refusals.map(async ([args, sentence]) => {
			const { code, out, err } = await run(...args);
			assert.deepEqual([code, out, err.trimEnd().split("\n").length], [2, "", 1], err);
			assert.match(err.trimEnd(), sentence);
		}),
	);
});

test("ends with a summary line and exits with 0, or with 1 after it has listed bad lines", async () => {
	const lines = many(50);
	const good = await run(written("good.jsonl", lines), "--server", "Good", "--owner", "ADA");
	assert.equal(good.code, 0, good.err);
	assert.match(
		good.out,
		/^“Good” is new and private: .*\n“Good” \(server \d+\): 50 lines read, 50 imported, 0 already there, 0 bad, 0 lost parents, 4 channels, 50 people, [\d.]+ s, [\d,]+ messages\/s\.\n$/,
	);

	const file = written("bad.jsonl", [...lines, ...Array.from({ length: 25 }, () => ({}))]);
	const bad = await run(file, "--server", "Good", "--owner", "ada");
	assert.equal(bad.code, 1, bad.err);
	assert.match(bad.out, /^“Good” \(server \d+\): 75 lines read, 0 imported, 50 already there, 25 bad,/);
	assert.equal(bad.err.split("\n").length, 22);
	assert.match(bad.err, /^line 51: id: must be text\n[\s\S]*line 70: id: must be text\nand 5 more bad lines\n$/);
});

test("a killed import leaves every line complete or absent, and another run finishes it", async () => {
	const lines = many(12_000);
	const file = written("killed.jsonl", lines);
	for (let kills = 0; kills < 2; kills++) {
		const before = await check("Killed", lines);
		const { child, ended } = start(file, "--server", "Killed", "--owner", "ada");
		const stored = async () =>
			(
				await sql<
					{ n: number }[]
				>`select coalesce(sum(c.last_seq), 0)::int as n from servers s join channels c on c.server_id = s.id where s.name = 'Killed'`
			)[0]?.n ?? 0;
		while ((await stored()) <= before && child.exitCode === null) await sleep(2);
		child.kill("SIGKILL");
		await ended;
		const left = await check("Killed", lines);
		assert.ok(left > before && left < lines.length, `${left} lines were there`);
	}
	const { code, out, err } = await run(file, "--server", "Killed", "--owner", "ada");
	assert.equal(code, 0, err);
	assert.match(out, /0 bad, 0 lost parents, 4 channels, 300 people/);
	assert.equal(await check("Killed", lines), lines.length);
});

test("of two concurrent imports without an app one starts the database, and both finish although it stops first", async () => {
	const lines = many(6000);
	const file = written("both.jsonl", lines);
	await end();
	const args = [file, "--server", "Both", "--owner", "ada"] as const;
	const both = await Promise.all([run(...args), run(...args)]);
	await begin();
	for (const { code, err } of both) assert.equal(code, 0, err);
	assert.equal(await check("Both", lines), lines.length);
});

const real = "../shared/data/ubuntu-irc.jsonl";

test("the real conversation is imported completely", {
	skip: existsSync(real) ? false : `${real} is not on this machine`,
}, async () => {
	const lines = readFileSync(real, "utf8")
		.trimEnd()
		.split("\n")
		.map((line) => JSON.parse(line));
	const { code, out, err } = await run(real, "--server", "Ubuntu", "--owner", "ada");
	assert.equal(code, 0, err);
	assert.match(out, /40,000 imported, 0 already there, 0 bad, 0 lost parents, 34 channels, 2,913 people/);
	const [row] = await sql<{ replies: number; words: number }[]>`
		select count(m.reply_to) as replies, sum(char_length(m.content)) as words
		from servers s join channels c on c.server_id = s.id join messages m on m.channel_id = c.id where s.name = 'Ubuntu'`;
	assert.equal(row?.replies, lines.filter(({ replyTo }) => replyTo !== null).length);
	assert.equal(
		Number(row.words),
		lines.reduce((sum, { text }) => sum + [...text.trim()].length, 0),
	);
});
