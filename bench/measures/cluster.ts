import { dirname } from "node:path";
import { startEmbedded } from "@/db/embedded";
import { App, postmasterOf } from "@/e2e/app";
import type { Bench } from "../bench";
import { Redis } from "../chaos/redis";
import { scratch } from "../chaos/scratch";
import { BenchEnvironment, unlimited, urlOf } from "../environment";
import { pin } from "../load/worker";
import { type Figure, number, times } from "../metrics";
import { median, sum } from "../statistics";
import { isWhole, type Round, sendAndReceive, wholeness } from "./run";

const channels = 8;
const senders = 64;
const listenersEach = 5;
const seconds = 3;

/**
 * Compares independent channels on one instance, on one with Redis, and shared between two, to measure the cost of a
 * cluster.
 */
export async function cluster(bench: Bench): Promise<Figure[]> {
	const redis = await Redis.start();
	if (!redis) {
		bench.log("There is no redis-server on this machine: several instances were not measured.");
		return [];
	}
	process.once("exit", () => void redis.stop());
	const { folder, remove } = scratch();
	const database = await startEmbedded(folder, () => {});
	const { path, user } = database.options;
	const env = {
		...unlimited,
		DATABASE_URL: `postgres://${user}@localhost/${user}?host=${encodeURIComponent(dirname(String(path)))}`,
		AUTH_SECRET: "known to all instances of this throw-away run",
	};
	const clustered = { ...env, REDIS_URL: redis.url };
	if (bench.pin) pin(redis.pid, bench.pin.app);
	let stage: BenchEnvironment | undefined;
	let second: App | undefined;
	try {
		stage = await BenchEnvironment.open(senders, bench.pin, env);
		if (bench.pin) pin(postmasterOf(folder), bench.pin.app);
		const ids: number[] = [];
		for (let n = 1; n <= channels; n++) ids.push(await stage.channel(`independent-${n}`));
		const alone = await share(bench, stage, [stage.url], ids);

		await stage.app.kill("SIGTERM");
		await stage.app.startAgain(clustered);
		stage.keepApart();
		const withRedis = await share(bench, stage, [stage.url], ids);

		second = await App.start(clustered);
		if (bench.pin) pin(second.pid, bench.pin.app);
		const both = await share(bench, stage, [stage.url, urlOf(second)], ids);
		return [bench.note(figureOf(alone, withRedis, both))];
	} finally {
		await second?.stop();
		await stage?.close();
		await database.stop();
		await redis.stop();
		remove();
	}
}

/** Distributes the channels, with their senders and listeners, over the instances. */
async function share(bench: Bench, stage: BenchEnvironment, urls: string[], ids: number[]): Promise<Round[]> {
	const parts = urls.map((url, n) => {
		const own = ids.filter((_, index) => index % urls.length === n);
		return { url, own, listeners: bench.worker("receivers"), senders: bench.worker("senders") };
	});
	for (const [n, { url, own, listeners, senders: from }] of parts.entries()) {
		for (const channelId of own)
			await listeners.ask("connect", { url, cookies: stage.cookies(listenersEach), channelId });
		await from.ask("connect", {
			url,
			cookies: stage.cookies(senders).filter((_, index) => index % parts.length === n),
		});
	}
	const rounds: Round[] = [];
	for (let round = 0; round <= bench.rounds; round++) {
		const results = parts.map(({ listeners, senders: from, own }) =>
			sendAndReceive([listeners], [from], listenersEach, {
				channelIds: own,
				seconds: round === 0 ? 1 : seconds,
				depth: 1,
			}),
		);
		const all = await Promise.all(results);
		const [first] = all;
		if (!first || round === 0) continue;
		const total = (name: "stored" | "lost" | "doubled" | "wrong") => sum(all.map((one) => one[name]));
		rounds.push({
			...first,
			...{ stored: total("stored"), lost: total("lost"), doubled: total("doubled"), wrong: total("wrong") },
		});
	}
	await bench.dismiss();
	return rounds;
}

function figureOf(alone: Round[], withRedis: Round[], both: Round[]): Figure {
	const rate = (rounds: Round[]) => median(rounds.map(({ stored }) => stored));
	const [one, oneWithRedis, two] = [rate(alone), rate(withRedis), rate(both)];
	const all = [...alone, ...withRedis, ...both];
	return {
		id: "two-nodes",
		name: `${channels} independent channels, ${senders} senders: two instances on the cores of one`,
		target: "no loss from clustering, order as on one",
		measured: `${number(two)} stored/s, ${wholeness(all)}`,
		beside: `one instance ${number(one)} (${times(two / one)}), one instance with Redis ${number(oneWithRedis)} (${times(two / oneWithRedis)})`,
		met: isWhole(all) && two >= 0.9 * one,
		values: { one, oneWithRedis, two },
	};
}
