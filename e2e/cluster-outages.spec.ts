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
	test.skip(started === null, "Several nodes need a redis-server to talk through, and none is installed here.");
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
	for (const node of cluster ? [cluster.a, cluster.b] : []) expect(node.said).not.toContain("a bug");
});

async function hears(wire: ApiClient, ...channelIds: number[]): Promise<SocketClient> {
	const ears = new SocketClient(await wire.connect());
	for (const channelId of channelIds) await ears.opens({ channelId });
	return ears;
}

/** ada on the one node, bob and cleo on the other, all in one server with its channel open. */
async function company(name: string) {
	const made = await ada.makeServer(name);
	await bob.join(made.serverId);
	await cleo.join(made.serverId);
	const [adas, bobs, cleos] = [
		await hears(ada, made.channelId),
		await hears(bob, made.channelId),
		await hears(cleo, made.channelId),
	];
	const part = () => {
		for (const ears of [adas, bobs, cleos]) ears.close();
	};
	return { ...made, adas, bobs, cleos, part };
}
type Company = Awaited<ReturnType<typeof company>>;

/** What holds while Redis is away: own people at once, others by the log, and nobody who has left. */
async function expectServedAlone({ serverId, channelId, adas, bobs, cleos }: Company): Promise<void> {
	const begun = performance.now();
	const message = await adas.says(channelId, "without Redis");
	await adas.hears("messages", ({ messages }) => messages.some(({ seq }) => seq === message.seq));
	expect(performance.now()).toBeLessThan(begun + 500);
	await cleos.hears("messages", ({ messages }) => messages.some(({ seq }) => seq === message.seq));
	expect(performance.now()).toBeLessThan(begun + 3000);
	await bob.by(cluster.a).leave(serverId);
	const answered = performance.now();
	await bobs.hears("membership", ({ isMember }) => !isMember);
	expect(performance.now()).toBeLessThan(answered + 1000);
	bobs.forgets();
	await adas.says(channelId, "for members");
	await cleos.hears("messages", ({ messages }) => messages[0]?.content === "for members");
	expect(bobs.heard).toEqual([]);
}

/** That what passes by Redis passes again, within five seconds. */
async function expectWell({ channelId, adas, cleos }: Company): Promise<void> {
	cleos.forgets();
	const begun = performance.now();
	while (cleos.of("typing").length === 0) {
		expect(performance.now()).toBeLessThan(begun + 5000);
		await adas.ask("typing", { channelId });
		await sleep(100);
	}
	for (const one of [adas, cleos]) {
		const heard = one.seqs(channelId);
		expect(heard).toEqual(range(heard[0] ?? 1, heard.at(-1) ?? 0));
	}
	const { seq } = await adas.says(channelId, "at once again");
	const said = performance.now();
	await cleos.hears("messages", ({ messages }) => messages.some((message) => message.seq === seq));
	expect(performance.now()).toBeLessThan(said + 500);
	// Nobody was told as gone, though for a while no node could hear the other.
	for (const ears of [adas, cleos])
		expect(ears.of("presence").flatMap(({ changes }) => changes.filter(({ status }) => status === "offline"))).toEqual(
			[],
		);
}

test("while Redis is stopped each node serves its own people, the log brings the rest, and the gate holds", async () => {
	const all = await company("Stopped");
	const frozen = cluster.redis.freeze(5500);
	await expectServedAlone(all);
	const unread = await hears(cleo);
	const { seq } = await all.adas.says(all.channelId, "unread");
	await unread.hears("activity", ({ channels }) => channels.some(({ lastSeq }) => lastSeq === seq));
	unread.close();
	await frozen;
	await expectWell(all);
	all.part();
});

test("Redis killed and started again is the same, without anything it knew", async () => {
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

test("a choice of status holds on every node, also for a tab opened later on another", async () => {
	const { adas, bobs, part } = await company("Status");
	const of = (status: string) => adas.hears("presence", ({ changes }) => changes.some((one) => one.status === status));
	await of("online");
	await bobs.ask("presence:set", { status: "dnd" });
	await of("dnd");
	await bobs.ask("presence:set", { status: "invisible" });
	await of("offline");
	adas.forgets();
	const tab = await hears(bob.by(cluster.a));
	await sleep(2500);
	expect(adas.of("presence")).toEqual([]);
	await tab.ask("presence:set", { status: "idle" });
	await of("idle");
	tab.close();
	part();
});

test("when a node is killed its people are told as gone within seven seconds, and the other serves on", async () => {
	const { serverId, channelId, adas, part } = await company("Node lost");
	await adas.hears("presence", ({ changes }) => changes.filter(({ status }) => status === "online").length >= 1);
	await sleep(1500);
	await cluster.b.kill("SIGKILL");
	const killed = performance.now();
	const goers = () =>
		adas
			.of("presence")
			.filter((event) => event.serverId === serverId)
			.flatMap(({ changes }) => changes.filter(({ status }) => status === "offline"));
	await expect.poll(() => goers().length, { timeout: 9000 }).toBe(2);
	expect(performance.now()).toBeLessThan(killed + 7500);
	await adas.says(channelId, "alone now");
	part();
});

test("allowances are shared: of 21 messages over two nodes the last is refused", async () => {
	const { channelId } = await ada.makeServer("Limits");
	await Promise.all([
		cluster.b.startAgain({ RATE_LIMITS: "on" }),
		cluster.a.kill("SIGTERM").then(() => cluster.a.startAgain({ RATE_LIMITS: "on" })),
	]);
	const [here, there] = [await hears(ada), await hears(ada.by(cluster.b))];
	const answers = await Promise.all(
		range(1, 21).map((n) =>
			(n % 2 ? here : there).ask("message:send", { channelId, nonce: crypto.randomUUID(), content: `${n}` }),
		),
	);
	const refused = answers.filter(({ ok }) => !ok);
	expect(refused.map(({ error }) => error?.code)).toEqual(["rate_limited"]);
	expect(refused[0]?.error?.retryAfterMs).toBeGreaterThan(0);
	for (const ears of [here, there]) ears.close();
});
