import assert from "node:assert/strict";
import type { LookupAddress } from "node:dns";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { fetchGuarded } from "./fetch";
import { addressFor, type Guard, isPublic } from "./ssrf-guard";

const at = (...addresses: string[]): LookupAddress[] =>
	addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
const inTime = (ms = 5000) => AbortSignal.timeout(ms);
const guardOf = (resolve: Guard["resolve"], ...allowed: string[]): Guard => ({ resolve, allowed: new Set(allowed) });
const everywhere = guardOf(async () => at("93.184.215.14"));
const refused = (url: string, guard = everywhere) =>
	assert.rejects(addressFor(new URL(url), guard), { name: "Refused" }, url);

/** An untrusted site, on a port of this machine that only a guard of these tests allows. */
let site: Server;
let host: string;
let answer: RequestListener;
let inside: Guard;
let looks = 0;

before(async () => {
	site = createServer({ maxHeaderSize: 64 * 1024 }, (request, response) => answer(request, response));
	await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
	host = `site.test:${(site.address() as AddressInfo).port}`;
	inside = guardOf(async () => {
		looks++;
		return at("127.0.0.1");
	}, host);
});
after(() => {
	site.closeAllConnections();
	site.close();
});

const any = () => true;
const get = (path = "/", ms?: number) => fetchGuarded(new URL(path, `http://${host}`), any, inside, inTime(ms));

test("rejects every private address, in whatever form it is written", async () => {
	const urls = [
		"http://127.0.0.1/",
		"http://127.1/",
		"http://2130706433/",
		"http://0x7f000001/",
		"http://0x7f.0.0.1/",
		"http://0177.0.0.1/",
		"http://017700000001/",
		"http://①②⑦.⓪.⓪.①/",
		"http://0/",
		"http://0.0.0.0/",
		"http://0.1.2.3/",
		"http://10.0.0.1/",
		"http://100.64.0.1/",
		"http://169.254.169.254/latest/meta-data/",
		"http://2852039166/",
		"http://168.63.129.16/",
		"http://172.31.255.255/",
		"http://192.168.1.1/",
		"http://192.0.0.192/",
		"http://198.18.0.1/",
		"http://224.0.0.1/",
		"http://240.0.0.1/",
		"http://255.255.255.255/",
		"http://[::]/",
		"http://[::1]/",
		"http://[0:0:0:0:0:0:0:1]/",
		"http://[::127.0.0.1]/",
		"http://[::ffff:127.0.0.1]/",
		"http://[::ffff:7f00:1]/",
		"http://[::ffff:0:7f00:1]/",
		"http://[64:ff9b::7f00:1]/",
		"http://[64:ff9b:1::a00:1]/",
		"http://[2002:7f00:1::]/",
		"http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/",
		"http://[fc00::1]/",
		"http://[fd00:ec2::254]/",
		"http://[fe80::1]/",
		"http://[fec0::1]/",
		"http://[ff02::1]/",
		"http://[2001:db8::1]/",
		"http://[100::1]/",
		"http://[4000::1]/",
	];
	for (const url of urls) await refused(url);
	for (const address of ["93.184.215.14", "1.1.1.1", "2606:4700:4700::1111"]) assert.ok(isPublic(address), address);
});

test("rejects schemes and ports other than the web's, and credentials", async () => {
	for (const url of [
		"ftp://example.org/",
		"file:///etc/passwd",
		"gopher://example.org/",
		"data:text/html,x",
		"http://example.org:22/",
		"http://example.org:443/",
		"https://example.org:80/",
		"https://example.org:8443/",
		"http://ada:secret@example.org/",
		"http://ada@example.org/",
	])
		await refused(url);
	assert.equal((await addressFor(new URL("https://example.org:443/"), everywhere)).address, "93.184.215.14");
});

test("rejects a name with a private address among its addresses, or with none", async () => {
	for (const private_ of ["10.0.0.1", "::1", "::ffff:192.168.0.1", "169.254.169.254", "not an address"])
		await refused(
			"http://example.org/",
			guardOf(async () => at("93.184.215.14", private_)),
		);
	await refused(
		"http://example.org/",
		guardOf(async () => []),
	);
	for (const name of ["localhost", "localhost.", "sub.localhost"])
		await refused(
			`http://${name}/`,
			guardOf(async () => at("127.0.0.1")),
		);
});

test("an allowed host may have a private address, and allows nothing else", async () => {
	const guard = guardOf(async () => at("10.1.2.3"), "wiki.internal", "git.internal:8443");
	assert.equal((await addressFor(new URL("https://wiki.internal/"), guard)).address, "10.1.2.3");
	assert.equal((await addressFor(new URL("http://git.internal:8443/"), guard)).address, "10.1.2.3");
	for (const url of [
		"http://wiki.internal:8080/",
		"https://git.internal/",
		"http://a.wiki.internal/",
		"http://wiki.internal.evil.example/",
		"http://10.1.2.3/",
	])
		await refused(url, guard);
	await refused(
		"http://wiki.internal/",
		guardOf(async () => at("169.254.169.254"), "wiki.internal"),
	);
});

test("checks each redirect, and follows three at most", async () => {
	const targets = [
		"http://10.0.0.1/",
		"http://127.0.0.1/",
		"http://[::1]/",
		"http://169.254.169.254/",
		"file:///etc/passwd",
		"http://a:b@example.org/",
		`http://127.0.0.1:${host.split(":")[1]}/`,
		"//2130706433/",
		"http://[",
	];
	for (const location of targets) {
		answer = (_, response) => response.writeHead(302, { location }).end();
		await assert.rejects(get(), { name: "Refused" }, location);
	}
	let steps = 0;
	answer = ({ url }, response) => {
		steps++;
		const left = Number(url?.slice(1));
		if (left > 0) response.writeHead(301, { location: `/${left - 1}` }).end();
		else response.writeHead(200, { "content-type": "text/html" }).end("there");
	};
	assert.equal((await get("/3")).bytes.toString(), "there");
	steps = 0;
	await assert.rejects(get("/4"), { name: "Refused" });
	assert.equal(steps, 4);
});

test("a name is resolved once and connected to that address, whatever it resolves to a moment later", async () => {
	let asked = 0;
	const rebinding = guardOf(async () => at(asked++ === 0 ? "127.0.0.1" : "127.0.0.2"), host);
	answer = (_, response) => response.writeHead(200, { "content-type": "text/html" }).end("first");
	const { bytes } = await fetchGuarded(new URL(`http://${host}/`), any, rebinding, inTime());
	assert.equal(bytes.toString(), "first");
	assert.equal(asked, 1);

	// Public at first, private after a redirect: then it is resolved again, and rejected.
	let turn = 0;
	const [, port] = host.split(":");
	const turning = guardOf(async () => at(turn++ === 0 ? "127.0.0.1" : "169.254.169.254"), `site.test:${port}`);
	answer = (_, response) => response.writeHead(302, { location: "/again" }).end();
	await assert.rejects(fetchGuarded(new URL(`http://${host}/`), any, turning, inTime()), { name: "Refused" });
});

test("a request carries nothing of this instance, and one fetch causes one lookup", async () => {
	looks = 0;
	let received: Record<string, unknown> = {};
	answer = ({ headers }, response) => {
		received = headers;
		response.writeHead(200, { "content-type": "text/html", "set-cookie": "a=b" }).end("x");
	};
	await get();
	await get();
	assert.equal(looks, 2);
	assert.equal(received.cookie, undefined);
	assert.equal(received.referer, undefined);
	assert.equal(received.host, host);
	assert.match(String(received["user-agent"]), /Hearth/);
});

test("gives up on slow and silent servers after the total time", async () => {
	const slow: Record<string, RequestListener> = {
		"says nothing": () => {},
		"drips its headers": (request) => {
			request.socket.write("HTTP/1.1 200 OK\r\n");
			const timer = setInterval(() => request.socket.write("X-A: b\r\n"), 20);
			request.socket.once("close", () => clearInterval(timer));
		},
		"drips its body": (_, response) => {
			response.writeHead(200, { "content-type": "text/html" });
			const timer = setInterval(() => response.write("a"), 20);
			response.once("close", () => clearInterval(timer));
		},
		"drips what is packed": (_, response) => {
			response.writeHead(200, { "content-type": "text/html", "content-encoding": "gzip" });
			response.write(gzipSync("x".repeat(1000)).subarray(0, 10));
		},
	};
	for (const [name, listener] of Object.entries(slow)) {
		answer = listener;
		await assert.rejects(get("/", 250), name);
	}
	const never = guardOf(() => new Promise(() => {}), host);
	await assert.rejects(fetchGuarded(new URL(`http://${host}/`), any, never, inTime(100)), { name: "TimeoutError" });
});

test("reads at most one megabyte, compressed or not", async () => {
	const most = 1024 * 1024;
	answer = (_, response) => {
		response.writeHead(200, { "content-type": "text/html" });
		response.end(Buffer.alloc(3 * most, "a"));
	};
	const plain = await get();
	assert.ok(plain.cut && plain.bytes.length <= most);
	const bomb = gzipSync(Buffer.alloc(200 * most));
	answer = (_, response) => {
		response.writeHead(200, { "content-type": "text/html", "content-encoding": "gzip" }).end(bomb);
	};
	const before = process.memoryUsage().arrayBuffers;
	const packed = await get();
	assert.ok(packed.cut && packed.bytes.length <= most);
	assert.ok(process.memoryUsage().arrayBuffers - before < 64 * most);
});

test("rejects a response that is invalid, too large or of an unwanted type", async () => {
	const answers: Record<string, RequestListener> = {
		"a huge header": (_, response) => response.writeHead(200, { "x-huge": "a".repeat(40_000) }).end("x"),
		"a broken packing": (_, response) =>
			response.writeHead(200, { "content-type": "text/html", "content-encoding": "gzip" }).end("no gzip"),
		"an unknown packing": (_, response) =>
			response.writeHead(200, { "content-type": "text/html", "content-encoding": "zstd" }).end("x"),
		"no HTTP": (request) => request.socket.end("SSH-2.0-OpenSSH_9.6\r\n"),
		"an error": (_, response) => response.writeHead(404, { "content-type": "text/html" }).end("x"),
		"an empty answer": (request) => request.socket.destroy(),
	};
	for (const [name, listener] of Object.entries(answers)) {
		answer = listener;
		await assert.rejects(get("/", 2000), name);
	}
	answer = (_, response) => response.writeHead(200, { "content-type": "application/json" }).end("{}");
	const html = (type: string) => type === "text/html";
	await assert.rejects(fetchGuarded(new URL(`http://${host}/`), html, inside, inTime()), { name: "Refused" });
});
