import { Agent } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "@playwright/test";
import { io } from "socket.io-client";
import { range, SocketClient } from "@/test/support/socket-client";
import { ApiClient, sendUntilAcknowledged } from "./api-client";
import { Cluster } from "./cluster";
import { isInstalled, type Kind, ProxyServer } from "./proxy";

test.describe.configure({ mode: "serial", timeout: 120_000 });

const kinds: Kind[] = ["nginx", "haproxy"];
const installed = kinds.filter(isInstalled);

let cluster: Cluster | null = null;
test.beforeAll(async () => {
	if (installed.length > 0) cluster = await Cluster.start({ TRUSTED_PROXIES: "loopback", HOST: "127.0.0.1" });
});
test.afterAll(() => cluster?.stop());

/**
 * Connects a socket through the balancer, with an address of its own, and keeps the balancer's cookie as a browser
 * would.
 */
async function connect(person: ApiClient, place: number, transport: "websocket" | "polling"): Promise<SocketClient> {
	const agent = new Agent({ localAddress: `127.0.0.${place + 10}`, keepAlive: true });
	// Signing in has set this cookie already; each socket here stands for a separate browser.
	const own = person.cookie.split("; ").filter((cookie) => !cookie.startsWith("hearth-node="));
	const given = (await fetch(`${person.url}/healthz`)).headers.getSetCookie().map((line) => line.split(";")[0]);
	const cookie = [...own, ...given].join("; ");
	const socket = io(person.url, {
		extraHeaders: { cookie },
		agent: agent as never,
		transports: [transport],
		forceNew: true,
		reconnectionDelay: 100,
		reconnectionDelayMax: 500,
	});
	const client = new SocketClient(socket);
	await new Promise<void>((resolve, reject) => {
		socket.once("connect", resolve);
		socket.once("connect_error", reject);
	});
	return client;
}

for (const kind of kinds)
	test(`through ${kind}, by WebSocket and by polling, users talk across two instances, and continue when one is killed`, async () => {
		test.skip(!installed.includes(kind), `${kind} is not installed here.`);
		test.skip(cluster === null, "Several instances need a redis-server to connect them, and none is installed here.");
		if (!cluster) return;
		const { a, b } = cluster;
		const proxy = await ProxyServer.start(kind, [a.port, b.port]);
		try {
			const [ada, bob] = [
				await ApiClient.signUp(proxy.url, `ada_${kind}`),
				await ApiClient.signUp(proxy.url, `bob_${kind}`),
			];
			const { serverId, channelId } = await ada.makeServer(`By ${kind}`);
			await bob.join(serverId);
			const crowd = await Promise.all(
				range(0, 9).map((place) => connect(place % 2 ? ada : bob, place, place < 6 ? "websocket" : "polling")),
			);
			const catchUp = async (client: SocketClient) => {
				const opened = await client.open({ channelId, limit: 100 });
				return opened.messages.map(({ seq }) => seq);
			};
			for (const client of crowd) await catchUp(client);
			const losers = new Set<SocketClient>();
			for (const client of crowd) client.socket.on("disconnect", () => losers.add(client));

			for (const [n, { socket }] of crowd.entries()) await sendUntilAcknowledged(socket, channelId, `before ${n}`);
			for (const client of crowd) {
				await expect.poll(() => client.seqs(channelId)).toEqual(range(1, 10));
				expect(client.socket.io.engine.transport.name).toBe(crowd.indexOf(client) < 6 ? "websocket" : "polling");
			}

			await b.kill("SIGKILL");
			await Promise.all(
				crowd.map(({ socket }, n) => sendUntilAcknowledged(socket, channelId, `while one is gone ${n}`)),
			);
			await expect.poll(() => crowd.every(({ socket }) => socket.connected), { timeout: 10_000 }).toBe(true);
			// Both instances had users: some lost their connection, and some did not.
			expect(losers.size).toBeGreaterThan(0);
			expect(losers.size).toBeLessThan(crowd.length);
			for (const client of crowd) expect(await catchUp(client)).toEqual(range(1, 20));
			expect((await ada.history(channelId)).map(({ seq }) => seq)).toEqual(range(1, 20));

			await b.startAgain();
			await sleep(2500);
			// During an orderly shutdown an instance notifies its sockets, and no request is refused meanwhile.
			const page = await fetch(`${proxy.url}/explore`);
			expect(page.status).toBe(200);
			const draining = a.kill("SIGTERM");
			for (let n = 0; n < 20; n++) {
				expect((await fetch(`${proxy.url}/api/categories`)).status).toBe(200);
				await sleep(100);
			}
			expect(await draining).toBe(0);
			await expect.poll(() => crowd.every(({ socket }) => socket.connected), { timeout: 10_000 }).toBe(true);
			for (const client of crowd) {
				await catchUp(client);
				client.forget();
			}
			await ada.sends(channelId, "all on the other node now");
			for (const client of crowd) await client.waitFor("messages", ({ messages }) => messages[0]?.seq === 21);
			for (const client of crowd) client.close();
			await a.startAgain();
		} finally {
			await proxy.stop();
		}
	});
