// Measures how much JavaScript a channel page loads at first: requests the page from the built app as a member and adds
// up the gzip size of every script in it.
import "./check-node-version.mjs";
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { end } from "./check-node-version.mjs";
import { outputOf } from "./products.mjs";

const budgetBytes = 247_600;

const port = await freePort();
const site = `http://localhost:${port}`;
const dataDir = mkdtempSync(join(tmpdir(), "hearth-bundle-"));
chmodSync(dataDir, 0o755);
const cookies = new Map();

const app = spawn(process.execPath, [outputOf("main")], {
	env: { ...process.env, NODE_ENV: "production", PORT: String(port), HEARTH_DATA_DIR: dataDir, LOG_LEVEL: "warn" },
	stdio: ["ignore", "ignore", "inherit"],
});
const ended = once(app, "exit");
try {
	await ready();
	const scripts = scriptsIn(await (await ask(await channelPage())).text());
	if (!scripts.length) throw new Error("The channel page contains no scripts.");
	let bytes = 0;
	for (const script of scripts) bytes += gzipSync(await (await ask(script)).arrayBuffer()).length;
	const sentence = `The channel page sends ${kB(bytes)} of JavaScript in ${scripts.length} files; its budget is ${kB(budgetBytes)} (gzip).`;
	process.stdout.write(`${sentence}\n`);
	if (bytes > budgetBytes) process.exitCode = 1;
} finally {
	app.kill();
	await ended;
	rmSync(dataDir, { recursive: true, force: true });
}

async function channelPage() {
	const username = `u${randomUUID().slice(0, 8)}`;
	const password = randomUUID();
	await post("/api/account", { username, password });
	const { csrfToken } = await (await ask("/api/auth/csrf")).json();
	const form = new URLSearchParams({ csrfToken, username, password, json: "true" });
	await ask("/api/auth/callback/credentials", { method: "POST", body: form });
	const { categories } = await (await ask("/api/categories")).json();
	const made = await post("/api/servers", { name: "Weighed", categoryId: categories[0].id });
	const { server } = await (await ask(`/api/servers/${made.server.id}`)).json();
	return `/servers/${server.id}/channels/${server.channels[0].id}`;
}

/** @param {string} html */
function scriptsIn(html) {
	const tags = html.match(/<(script|link)\b[^>]*>/g) ?? [];
	const modern = tags.filter(
		(tag) => !/\bnomodule\b/i.test(tag) && (tag.startsWith("<script") || /\bas="script"/.test(tag)),
	);
	return [
		...new Set(modern.flatMap((tag) => /\b(?:src|href)="([^"]+)"/.exec(tag)?.[1]?.replaceAll("&amp;", "&") ?? [])),
	];
}

/**
 * @param {string} path
 * @param {object} body
 */
async function post(path, body) {
	return (
		await ask(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) })
	).json();
}

/**
 * @param {string} path
 * @param {{ method?: string, headers?: Record<string, string>, body?: string | URLSearchParams }} init
 */
async function ask(path, { headers, ...init } = {}) {
	const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
	const answer = await fetch(new URL(path, site), { redirect: "manual", headers: { cookie, ...headers }, ...init });
	for (const line of answer.headers.getSetCookie()) {
		const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
		cookies.set(name, value);
	}
	if (answer.status >= 300)
		throw new Error(
			`${init.method ?? "GET"} ${path} answered ${answer.status}: ${(await answer.text()).slice(0, 300)}`,
		);
	return answer;
}

async function ready() {
	for (const start = Date.now(); Date.now() - start < 60_000; await sleep(50)) {
		if (app.exitCode !== null) end("The built app did not start.");
		const answer = await fetch(`${site}/readyz`).catch(() => null);
		if (answer?.ok) return;
	}
	throw new Error("The built app was not ready within a minute.");
}

async function freePort() {
	const probe = createServer().listen(0);
	await once(probe, "listening");
	const address = probe.address();
	probe.close();
	if (typeof address !== "object" || !address) throw new Error("No port was given.");
	return address.port;
}

/** @param {number} bytes */
function kB(bytes) {
	return `${(bytes / 1000).toFixed(1)} kB`;
}
