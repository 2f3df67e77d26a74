import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { after, before, beforeEach, test } from "node:test";
import { Server, type Socket as ServerSocket } from "socket.io";
import { isWhole, sendAndReceive, wholeness } from "../measures/run";
import { now } from "../statistics";
import { audience } from "./audience";
import { baseline } from "./baseline";
import { FrameReader, textFrame } from "./frames";
import { httpClients } from "./http-clients";
import { RawSocket } from "./raw-socket";
import { receivers } from "./receivers";
import { messageSenders } from "./senders";
import type { Acts, Asking } from "./worker";

const http = createServer();
const io = new Server(http);
let url = "";

before(async () => {
	io.on("connection", (socket) => {
		socket.on("channel:open", (_, acknowledge) => {
			void socket.join("channel");
			acknowledge({ ok: true, lastSeq: 5 });
		});
		socket.on("echo", (payload, acknowledge) => acknowledge(payload));
	});
	http.listen(0, "127.0.0.1");
	await once(http, "listening");
	const address = http.address();
	url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
});
beforeEach(() => receivers.disconnect({}));
after(() => io.close());

const message = (seq: number, content = "hello") => ({ channelId: 1, seq, rev: seq, nonce: `n${seq}`, content });
const notify = (to: string, ...messages: ReturnType<typeof message>[]) =>
	io.to(to).emit("messages", { channelId: 1, rev: messages.at(-1)?.rev, messages });

/** Runs a part of the load generator in this process. */
const here = <All extends Acts>(acts: All): Asking<All> => ({
	ask: (act, input) => acts[act]?.(input as never) as never,
});

async function gather(people: number): Promise<string[]> {
	await receivers.connect({ url, cookies: Array.from({ length: people }, () => ""), channelId: 1 });
	await receivers.begin({});
	return [...(io.of("/").adapter.rooms.get("channel") ?? [])];
}

test("parses frames of every length, wherever the network splits them", () => {
	// All three forms of a length, but only one long frame: a reader copies an unfinished frame with every piece.
	const texts = ["", "a", "x".repeat(125), "y".repeat(126), "한".repeat(2000), "z".repeat(65_536)];
	const masked = Buffer.concat(texts.map(textFrame));
	for (const size of [1, 3, 1000, masked.length]) {
		const reader = new FrameReader();
		const lengths: number[] = [];
		// As a server sends them: without a mask.
		const bytes = Buffer.concat(texts.map(unmasked));
		for (let from = 0; from < bytes.length; from += size)
			reader.read(bytes.subarray(from, from + size), ({ payload }) => lengths.push(payload.length));
		assert.deepEqual(
			lengths,
			texts.map((text) => Buffer.byteLength(text)),
			`in pieces of ${size}`,
		);
	}
});

test("skim mode keeps the beginning and end of each frame, wherever the network splits it", () => {
	const texts = ["short", "b".repeat(2000), "", `first${"m".repeat(90_000)}last`, "x".repeat(1281)];
	const bytes = Buffer.concat(texts.map(unmasked));
	for (const size of [1, 7, 1000, 60_000, bytes.length]) {
		const reader = new FrameReader(true);
		const frames: string[] = [];
		const shared = Buffer.alloc(size);
		for (let from = 0; from < bytes.length; from += size) {
			const length = bytes.copy(shared, 0, from, from + size);
			reader.read(shared.subarray(0, length), ({ payload }) => frames.push(payload.toString()));
		}
		assert.equal(frames.length, texts.length, `in pieces of ${size}`);
		for (const [n, text] of texts.entries()) {
			assert.equal(frames[n]?.slice(0, 256), text.slice(0, 256));
			assert.equal(frames[n]?.slice(-1024), text.slice(-1024));
		}
	}
});

function unmasked(text: string): Buffer {
	const frame = textFrame(text);
	const head = frame.length - Buffer.byteLength(text) - 4;
	frame[1] = (frame[1] ?? 0) & 127;
	return Buffer.concat([frame.subarray(0, head), frame.subarray(head + 4)]);
}

test("a connection's request is acknowledged, however long it is", async () => {
	const socket = await RawSocket.open(url, "");
	for (const length of [1, 200, 60_000]) {
		const { text } = await socket.ask("echo", JSON.stringify({ text: "é".repeat(length) }));
		assert.equal(text, JSON.stringify({ text: "é".repeat(length) }));
	}
	socket.close();
});

test("listeners who receive everything in order report no violation", async () => {
	await gather(12);
	notify("channel", message(6));
	notify("channel", message(7), message(8), message(9, '"seq\\":99'));
	const { complete, deliveries, doubled, wrong } = await receivers.end({ lastSeqs: { 1: 9 } });
	assert.deepEqual([complete, deliveries, doubled, wrong], [true, 48, 0, 0]);
});

test("detects one message that one of many listeners misses, receives twice or receives late", async () => {
	for (const { seqs, lost, doubled } of [
		{ seqs: [6, 8], lost: 1, doubled: 0 },
		{ seqs: [6, 7, 7, 8], lost: 0, doubled: 1 },
		{ seqs: [7, 6, 8], lost: 1, doubled: 1 },
	]) {
		const sockets = await gather(12);
		const [victim = "", ...others] = sockets.reverse();
		for (const seq of seqs) notify(victim, message(seq));
		for (const seq of [6, 7, 8]) for (const other of others) notify(other, message(seq));
		const received = await receivers.end({ lastSeqs: { 1: 8 } });
		assert.ok(received.wrong > 0, `${seqs} went unseen`);
		assert.match(received.firstWrong ?? "", /came where/);
		assert.deepEqual([12 * 3 - (received.deliveries - received.doubled), received.doubled], [lost, doubled], `${seqs}`);
		await receivers.disconnect({});
	}
});

test("latency includes every message, also those that arrived together", async () => {
	const received: number[] = [];
	const together = (socket: ServerSocket) => {
		socket.on("message:send", ({ content }: { content: string }, acknowledge: (answer: object) => void) => {
			received.push(received.length + 6);
			acknowledge({ ok: true });
			if (content === "latency 3") notify("channel", ...received.map((seq, n) => message(seq, `latency ${n}`)));
		});
	};
	io.on("connection", together);
	await gather(3);
	const { expected, deliveries, delivered } = await receivers.latency({ count: 4, perSecond: 50, senders: 3 });
	io.off("connection", together);
	assert.deepEqual([expected, deliveries], [12, 12]);
	// The first message waited for the last: the duration depends on the machine, but the maximum is never below the
	// median.
	assert.ok(delivered.most >= delivered.p50);
});

test("listeners that parse everything detect a gap inside one event", async () => {
	await gather(3);
	notify("channel", message(6), message(8));
	const { wrong } = await receivers.end({ lastSeqs: { 1: 8 } });
	assert.equal(wrong, 6);
});

test("a conversation over the bare servers is complete, and counts what each server delivered", async () => {
	for (const kind of ["socket.io", "ws"] as const) {
		const { port } = await baseline.listen({ kind });
		const there = `http://127.0.0.1:${port}`;
		await receivers.connect({ url: there, cookies: [""], channelId: 1, count: 12 });
		await messageSenders.connect({ url: there, cookies: ["", "", ""] });
		const round = await sendAndReceive([here(receivers)], [here(messageSenders)], 12, {
			channelIds: [1],
			seconds: 0.1,
			depth: 2,
		});
		assert.ok(round.deliveries > 0 && round.stored > 0 && round.acknowledged.p50 > 0 && round.delivered.p50 > 0);
		assert.ok(isWhole([round]), wholeness([round]));
		await messageSenders.disconnect({});
		await receivers.disconnect({});
		await baseline.close({});
	}
});

test("a conversation is incomplete if a listener missed or received something twice", async () => {
	for (const [fault, expected] of [
		["lose", "1 LOST, 0 DOUBLED, 1 OUT OF ORDER"],
		["double", "0 LOST, 1 DOUBLED, 1 OUT OF ORDER"],
	]) {
		let seq = 5;
		const faulty = (socket: ServerSocket) => {
			socket.on("message:send", (_: object, acknowledge: (answer: object) => void) => {
				seq++;
				const [victim = "", ...others] = io.of("/").adapter.rooms.get("channel") ?? [];
				for (const other of others) notify(other, message(seq));
				for (let n = seq !== 7 ? 1 : fault === "lose" ? 0 : 2; n > 0; n--) notify(victim, message(seq));
				acknowledge({ ok: true, message: message(seq) });
			});
		};
		io.on("connection", faulty);
		await gather(12);
		await messageSenders.connect({ url, cookies: [""] });
		const round = await sendAndReceive([here(receivers)], [here(messageSenders)], 12, {
			channelIds: [1],
			seconds: 0.1,
			depth: 1,
		});
		assert.equal(wholeness([round]), expected);
		io.off("connection", faulty);
		await messageSenders.disconnect({});
		await receivers.disconnect({});
	}
});

test("refused messages give no figure", async () => {
	const refusing = (socket: ServerSocket) => {
		socket.on("message:send", (_: object, acknowledge: (answer: object) => void) => acknowledge({ ok: false }));
	};
	io.on("connection", refusing);
	await messageSenders.connect({ url, cookies: [""] });
	await assert.rejects(messageSenders.send({ channelIds: [1], seconds: 0.05, depth: 1 }), /were refused/);
	io.off("connection", refusing);
	await messageSenders.disconnect({});
});

test("a page of history counts as wrong without the message before the seq that was asked for", async () => {
	let behind = 1;
	const site = createServer(({ url }, response) => {
		const before = Number(new URL(url ?? "", "http://bench").searchParams.get("before"));
		assert.ok(before > 50 && before <= 100);
		response.end(JSON.stringify([{ seq: before - behind, rev: 1 }]));
	}).listen(0, "127.0.0.1");
	await once(site, "listening");
	const address = site.address();
	const ask = () =>
		httpClients.ask({
			...{ url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`, method: "GET", path: "/" },
			...{ cookies: [""], seconds: 0.05, holds: "", historyUpTo: 100 },
		});
	const right = await ask();
	assert.ok(right.count > 0 && right.wrong === 0);
	behind = 2;
	const { count, wrong } = await ask();
	assert.ok(count > 0 && wrong === count);
	site.close();
});

test("an answer without the expected text counts as wrong in every encoding, and a failed one as an error", async () => {
	const answers: Record<string, (response: ServerResponse) => void> = {
		"/whole": (response) => response.end("the words"),
		"/pieces": (response) => response.write("the words") && setTimeout(() => response.end(" and more"), 1),
		"/others": (response) => response.end("other words"),
		"/failed": (response) => response.writeHead(429).end("the words"),
	};
	const site = createServer((request, response) => answers[request.url ?? ""]?.(response)).listen(0, "127.0.0.1");
	await once(site, "listening");
	const address = site.address();
	const ask = (path: string) =>
		httpClients.ask({
			...{ url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`, method: "GET", path },
			...{ cookies: ["", ""], seconds: 0.05, holds: "the words" },
		});
	for (const path of ["/whole", "/pieces"]) {
		const { count, wrong } = await ask(path);
		assert.ok(count > 0 && wrong === 0, path);
	}
	const { count, wrong } = await ask("/others");
	assert.ok(count > 0 && wrong === count);
	await assert.rejects(ask("/failed"), /429/);
	site.close();
});

test("an audience counts the messages since it opened its channels, and keeps the time of the last", async () => {
	await audience.connect({ url, cookies: ["", ""] });
	await audience.open({ channelIds: [1, 2] });
	io.to("channel").emit("typing", { channelId: 1 });
	notify("channel", message(1));
	const before = now();
	while ((await audience.heard({})).deliveries < 2) await new Promise(setImmediate);
	const heard = await audience.heard({});
	assert.equal(heard.deliveries, 2);
	assert.ok(heard.lastAt >= before && heard.lastAt <= now());
	await audience.open({ channelIds: [1, 2] });
	assert.deepEqual(await audience.heard({}), { deliveries: 0, lastAt: 0 });
	await audience.leave({});
});
