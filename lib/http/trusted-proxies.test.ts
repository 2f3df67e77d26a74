import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";
import { test } from "node:test";
import { applyForwardedHeaders, parseProxies, peerOf } from "./trusted-proxies";

const trusting = (text: string) => parseProxies(text, (message) => assert.fail(message));
const from = (remoteAddress: string, headers: Record<string, string> = {}) =>
	({ socket: { remoteAddress }, headers: { host: "here.example", ...headers } }) as unknown as IncomingMessage;

test("rejects an invalid address or range and quotes it", () => {
	for (const bad of ["x", "10.0.0.0/33", "::1/129", "10.0.0", "10.0.0.0/x", "10.0.0.0/-1", "127.0.0.1:80"]) {
		const refusals: string[] = [];
		parseProxies(bad, (message) => refusals.push(message));
		assert.equal(refusals.length, 1, bad);
		assert.ok(refusals[0]?.includes(bad));
	}
});

test("ignores forwarded headers of peers that are not trusted proxies", () => {
	const claims = { "x-forwarded-for": "203.0.113.9", "x-forwarded-host": "evil.example", "x-forwarded-proto": "https" };
	for (const trusted of ["", "10.0.0.0/8", "loopback"])
		assert.deepEqual(peerOf(from("192.0.2.1", claims), trusting(trusted)), {
			address: "192.0.2.1",
			host: "here.example",
			secure: false,
		});
});

test("behind trusted proxies the client is the last address that is not a proxy", () => {
	const trusted = trusting("loopback, 10.0.0.0/8 fd00::/8");
	const forwarded = (chain: string) => peerOf(from("::ffff:127.0.0.1", { "x-forwarded-for": chain }), trusted).address;
	assert.equal(forwarded("203.0.113.9"), "203.0.113.9");
	assert.equal(forwarded("6.6.6.6, 203.0.113.9, 10.1.2.3"), "203.0.113.9");
	assert.equal(forwarded("6.6.6.6, ::ffff:203.0.113.9, fd00::1"), "203.0.113.9");
	assert.equal(forwarded("garbage, 2001:db8::1"), "2001:db8::1");
	assert.equal(forwarded("10.0.0.1"), "10.0.0.1");
	assert.equal(forwarded(""), "127.0.0.1");
	const settled = from("127.0.0.1", {
		"x-forwarded-proto": "https",
		"x-forwarded-host": "there.example",
		"x-forwarded-port": "1",
		forwarded: "for=6.6.6.6",
	});
	applyForwardedHeaders(settled, trusted);
	assert.deepEqual(settled.headers, {
		host: "here.example",
		"x-forwarded-for": "127.0.0.1",
		"x-forwarded-host": "there.example",
		"x-forwarded-proto": "https",
	});
});

test("all addresses of one IPv6 network count as one client, and those of two networks do not", () => {
	const visitor = (address: string) => {
		const request = from(address);
		applyForwardedHeaders(request, trusting(""));
		return request.headers["x-forwarded-for"];
	};
	for (const address of ["2001:db8:0:7::2", "2001:db8:0:7:ffff:ffff:ffff:ffff", "2001:DB8:0:7::0.0.0.1"])
		assert.equal(visitor(address), visitor("2001:db8:0:7::1"));
	assert.equal(visitor("fe80::1%eth0"), visitor("fe80::2"));
	for (const address of ["2001:db8:0:8::1", "2001:db8::7:0:0:1", "::ffff:192.0.2.1", "192.0.2.1"])
		assert.notEqual(visitor(address), visitor("2001:db8:0:7::1"));
	assert.notEqual(visitor("::ffff:192.0.2.1"), visitor("::ffff:192.0.2.2"));
});
