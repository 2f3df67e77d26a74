import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "@playwright/test";
import { range, SocketClient } from "@/test/support/socket-client";
import { ApiClient } from "./api-client";
import { Cluster } from "./cluster";

test.describe.configure({ mode: "serial", timeout: 120_000 });

let cluster: Cluster;
let ada: ApiClient;
let bob: ApiClient;
let cleo: ApiClient;

test.beforeAll(async () => {
	const started = await Cluster.start();
	test.skip(started === null, "Several instances need a redis-server to connect them, and none is installed here.");
	if (!started) return;
	cluster = started;
	const [adas, bobs, cleos] = await Promise.all(
		["ada", "bob", "cleo"].map((name) => ApiClient.signUp(cluster.a.url, name)),
	);
	if (!adas || !bobs || !cleos) throw new Error("Three people signed up.");
	ada = adas;
	bob = bobs.by(cluster.b);
	cleo = cleos.by(cluster.b);
});
test.afterAll(async () => {
	await cluster?.stop();
	for (const node of cluster ? [cluster.a, cluster.b] : []) expect(node.sent).not.toContain("a bug");
});

async function receives(wire: ApiClient, ...channelIds: number[]): Promise<SocketClient> {
	const client = new SocketClient(await wire.connect());
	for (const channelId of channelIds) await client.open({ channelId });
	return client;
}

/** ada on one instance, bob and cleo on the other, all in one server with its channel open. */
async function company(name: string) {
	const made = await ada.makeServer(name);
	await bob.join(made.serverId);
	await cleo.join(made.serverId);
	const [adas, bobs, cleos] = [
		await receives(ada, made.channelId),
		await receives(bob, made.channelId),
		await receives(cleo, made.channelId),
	];
	const part = () => {
		for (const client of [adas, bobs, cleos]) client.close();
	};
	return { ...made, adas, bobs, cleos, part };
}
type Company = Awaited<ReturnType<typeof company>>;

/**
 * Checks that without Redis each instance delivers to its own users at once and to others through the log, and never to
 * users who have left.
 */
async function expectServedAlone({ serverId, channelId, adas, bobs, cleos }: Company): Promise<void> {
	const begun = performance.now();
	const message = await adas.sendMessage(channelId, "without Redis");
	await adas.waitFor("messages", ({ messages }) => messages.some(({ seq }) => seq === message.seq));
	expect(performance.now()).toBeLessThan(begun + 500);
	await cleos.waitFor("messages", ({ messages }) => messages.some(({ seq }) => seq === message.seq));
	expect(performance.now()).toBeLessThan(begun + 3000);
	await bob.by(cluster.a).leave(serverId);
	const answered = performance.now();
	await bobs.waitFor("membership", ({ isMember }) => !isMember);
	expect(performance.now()).toBeLessThan(answered + 1000);
	bobs.forget();
	await adas.sendMessage(channelId, "for members");
	await cleos.waitFor("messages", ({ messages }) => messages[0]?.content === "for members");
	expect(bobs.received).toEqual([]);
}

/** Checks that Redis events are delivered again within five seconds. */
async function expectWell({ channelId, adas, cleos }: Company): Promise<void> {
	cleos.forget();
	const begun = performance.now();
	while (cleos.of("typing").length === 0) {
		expect(performance.now()).toBeLessThan(begun + 5000);
		await adas.ask("typing", { channelId });
		await sleep(100);
	}
	for (const one of [adas, cleos]) {
		const received = one.seqs(channelId);
		expect(received).toEqual(range(received[0] ?? 1, received.at(-1) ?? 0));
	}
	const { seq } = await adas.sendMessage(channelId, "at once again");
	const sent = performance.now();
	await cleos.waitFor("messages", ({ messages }) => messages.some((message) => message.seq === seq));
	expect(performance.now()).toBeLessThan(sent + 500);
	// No user was reported offline, although the instances could not reach each other for a while.
	for (const client of [adas, cleos])
		expect(
			client.of("presence").flatMap(({ changes }) => changes.filter(({ status }) => status === "offline")),
		).toEqual([]);
}

test("without Redis each instance serves its own users, the log brings the rest, and access control holds", async () => {
	const all = await company("Stopped");
	const frozen = cluster.redis.freeze(5500);
	await expectServedAlone(all);
	const unread = await receives(cleo);
	const { seq } = await all.adas.sendMessage(all.channelId, "unread");
	await unread.waitFor("activity", ({ channels }) => channels.some(({ lastSeq }) => lastSeq === seq));
	unread.close();
	await frozen;
	await expectWell(all);
	all.part();
});

test("killing and restarting Redis with empty data gives the same result", async () => {
	const all = await company("Killed");
	await cluster.redis.stop();
	await expectServedAlone(all);
	const during = await company("Opened while it was away");
	await cluster.redis.startAgain();
	await expectWell(all);
	await expectWell(during);
	all.part();
	during.part();
});

test("a chosen presence applies on every instance, also for a tab opened later on another", async () => {
	const { serverId, adas, bobs, part } = await company("Status");
	// There is an event for each server that they share.
	const of = (status: string) =>
		adas.waitFor(
			"presence",
			(event) => event.serverId === serverId && event.changes.some((one) => one.status === status),
		);
	await of("online");
	await bobs.ask("presence:set", { status: "dnd" });
	await of("dnd");
	await bobs.ask("presence:set", { status: "invisible" });
	await of("offline");
	adas.forget();
	const tab = await receives(bob.by(cluster.a));
	await sleep(2500);
	expect(adas.of("presence").filter((event) => event.serverId === serverId)).toEqual([]);
	await tab.ask("presence:set", { status: "idle" });
	await of("idle");
	tab.close();
	part();
});

test("users of a killed instance appear offline within seven seconds, and the other instance keeps serving", async () => {
	const { serverId, channelId, adas, part } = await company("Node lost");
	await adas.waitFor("presence", ({ changes }) => changes.filter(({ status }) => status === "online").length >= 1);
	await sleep(1500);
	await cluster.b.kill("SIGKILL");
	const killed = performance.now();
	const goers = () =>
		adas
			.of("presence")
			.filter((event) => event.serverId === serverId)
			.flatMap(({ changes }) => changes.filter(({ status }) => status === "offline"));
	await expect.poll(() => goers().length, { timeout: 9000, intervals: [50] }).toBe(2);
	expect(performance.now()).toBeLessThan(killed + 7500);
	await adas.sendMessage(channelId, "alone now");
	part();
});

test("rate limits are shared: of 21 messages over two instances the last is refused", async () => {
	const { channelId } = await ada.makeServer("Limits");
	await Promise.all([
		cluster.b.startAgain({ RATE_LIMITS: "on" }),
		cluster.a.kill("SIGTERM").then(() => cluster.a.startAgain({ RATE_LIMITS: "on" })),
	]);
	const [here, there] = [await receives(ada), await receives(ada.by(cluster.b))];
	const answers = await Promise.all(
		range(1, 21).map((n) =>
			(n % 2 ? here : there).ask("message:send", { channelId, nonce: crypto.randomUUID(), content: `${n}` }),
		),
	);
	const refused = answers.filter(({ ok }) => !ok);
	expect(refused.map(({ error }) => error?.code)).toEqual(["rate_limited"]);
	expect(refused[0]?.error?.retryAfterMs).toBeGreaterThan(0);
	for (const client of [here, there]) client.close();
});
