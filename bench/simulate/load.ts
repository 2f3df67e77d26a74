import type { Constants } from "./constants";
import type { Scenario } from "./scenario";

const daySeconds = 86_400;
const classes = 80;
/** The utilisation in the busiest hour above which a resource counts as full, because queues grow rapidly beyond it. */
export const maxUtilisation = 0.6;
/** The number of sockets that fit in the memory of one Node process. */
const maxSockets = 25_000;
const maxInstances = 100_000;

/** Servers of one size: their number, and the members and messages per second of each. */
type Class = { count: number; members: number; online: number; messages: number };
/**
 * Channels of one size: their number, and the activity of each. `batches` are appends per second: fewer than messages,
 * if these arrive faster than they are committed.
 */
export type ChannelClass = { count: number; messages: number; batches: number; listeners: number };

/** The load of the whole system. Everything is per second; `instance` is in core seconds, over all instances. */
export type Load = {
	instances: number;
	sockets: number;
	messages: number;
	batches: number;
	frames: number;
	deliveries: number;
	instance: { messages: number; frames: number; received: number; events: number; people: number };
	/** The share of each resource that is used. */
	utilisation: { instances: number; databases: number; redises: number; memory: number };
	channels: ChannelClass[];
	/**
	 * Events to all connected members of a server, which are heads and presence: `rate` is over all servers of a size,
	 * `size` the number of sockets.
	 */
	emits: { rate: number; size: number }[];
};

/** How often a second an event is sent that happens `rate` times a second and is sent at most once a second. */
const atMostEachSecond = (rate: number) => rate / (1 + rate);
/** The expected number of instances, of `n`, that have at least one of `sockets` randomly placed sockets. */
const spread = (n: number, sockets: number) => n * (1 - (1 - 1 / n) ** sockets);

export function loadOf(scenario: Scenario, constants: Constants, instances: number): Load {
	const cost = Object.fromEntries(
		Object.entries(constants.microseconds).map(([name, value]) => [name, value / 1e6]),
	) as Constants["microseconds"];
	const { people, databases, coresPerDatabase, redises, eventsGoTo } = scenario;
	const sockets = people * scenario.online;
	const servers = serversOf(scenario);
	const channels = servers.flatMap((server) => channelsOf(server, scenario, constants.commitMs / 1000));
	const total = (of: (channel: ChannelClass) => number) =>
		channels.reduce((all, channel) => all + channel.count * of(channel), 0);

	const messages = total((channel) => channel.messages);
	const batches = total((channel) => channel.batches);
	const changes = (scenario.comingsPerDay * 2 * scenario.peak) / daySeconds;
	const emits = servers.flatMap(({ count, members, online, messages: sent }) => [
		{ rate: count * atMostEachSecond(sent), size: online },
		{ rate: count * atMostEachSecond(members * changes), size: online },
	]);
	// A user types before each message, and every listener receives that event in a frame.
	const channelFrames = total(({ batches: event, messages: typed, listeners }) => (event + typed) * listeners);
	const frames = channelFrames + emits.reduce((all, { rate, size }) => all + rate * size, 0);
	const openings = (sockets * scenario.openingsPerHour) / 3600;

	const others = instances > 1 ? (instances - 1) / instances : 0;
	const received = others * total(({ batches: event, listeners }) => event * spread(instances, listeners));
	const heads = servers.reduce((all, { count, messages: sent }) => all + count * atMostEachSecond(sent), 0);
	const comings = people * changes;
	const events = messages + heads + Math.min(instances, comings);
	const toFollowers =
		total(({ messages: typed, listeners }) => typed * spread(instances, listeners)) +
		servers.reduce(
			(all, { count, messages: sent, online }) => all + count * atMostEachSecond(sent) * spread(instances, online),
			0,
		);
	const isToAll = eventsGoTo === "everybody";
	const eventsReceived = isToAll ? events * (instances - 1) : others * toFollowers;
	const presenceReceived = isToAll
		? comings * (instances - 1)
		: others *
			servers.reduce(
				(all, { count, members, online }) => all + count * members * changes * spread(instances, online),
				0,
			);

	const instance = {
		messages:
			batches * cost.instancePerMessage +
			(messages - batches) * cost.instancePerMessageInBatch +
			(openings + messages) * cost.instancePerOpening +
			sockets * cost.instancePerIdleSocketSecond,
		frames: frames * cost.instancePerFrame,
		received: received * cost.instancePerRemoteChange,
		events: eventsReceived * cost.instancePerRemoteEvent,
		// Presence is sent in lists, so an entry costs a tenth of an event.
		people: (presenceReceived * cost.instancePerRemoteEvent) / 10,
	};
	const database =
		batches * cost.databasePerCommit +
		(messages - batches) * cost.databasePerMessageInBatch +
		(openings + messages) * cost.databasePerOpening;
	const redis = instances < 2 ? 0 : batches * cost.redisPerPublish + (received + eventsReceived) * cost.redisPerEvent;
	return {
		instances,
		sockets,
		messages,
		batches,
		frames,
		deliveries: total(({ messages: event, listeners }) => event * listeners),
		instance,
		utilisation: {
			instances: Object.values(instance).reduce((all, part) => all + part, 0) / instances,
			databases: database / (databases * coresPerDatabase),
			redises: redis / redises,
			memory: sockets / instances / maxSockets,
		},
		channels,
		emits,
	};
}

/**
 * Returns the load with the fewest instances that suffice. Returns null if no number does, because the events that
 * instances send each other grow with their number.
 */
export function fewestInstances(scenario: Scenario, constants: Constants): Load | null {
	const fits = (instances: number) => {
		const load = loadOf(scenario, constants, instances);
		return load.utilisation.instances <= maxUtilisation && load.utilisation.memory <= 1 ? load : null;
	};
	// A larger number does not always fit where a smaller one does, so this searches upwards.
	for (
		let instances = 1;
		instances <= maxInstances;
		instances = Math.max(instances + 1, Math.floor(instances * 1.05))
	) {
		const load = fits(instances);
		if (load) return load;
	}
	return null;
}

/** Divides the servers into classes of sizes, each by its share of a Pareto distribution between two bounds. */
function serversOf({ tail, smallestServer: least, largestServer: most, ...scenario }: Scenario): Class[] {
	const bound = 1 - (least / most) ** tail;
	const below = (size: number) => (1 - (least / size) ** tail) / bound;
	const edges = Array.from({ length: classes + 1 }, (_, n) => least * (most / least) ** (n / classes));
	const shares = edges.slice(1).map((edge, n) => {
		const from = edges[n] ?? least;
		return { members: Math.sqrt(from * edge), share: below(edge) - below(from) };
	});
	const mean = shares.reduce((all, { members, share }) => all + members * share, 0);
	const count = (scenario.people * scenario.serversPerPerson) / mean;
	const sent = (scenario.messagesPerDay * scenario.peak) / daySeconds / scenario.serversPerPerson;
	return shares.map(({ members, share }) => ({
		count: count * share,
		members,
		online: members * scenario.online,
		messages: members * sent,
	}));
}

/** The n-th channel of a server has 1/n of the messages and listeners of its first channel. */
function channelsOf(server: Class, scenario: Scenario, commitSeconds: number): ChannelClass[] {
	const weights = Array.from({ length: scenario.channelsPerServer }, (_, n) => 1 / (n + 1));
	const whole = weights.reduce((all, weight) => all + weight, 0);
	return weights.map((weight) => {
		const messages = (server.messages * weight) / whole;
		return {
			count: server.count,
			messages,
			batches: messages / (1 + messages * commitSeconds),
			listeners: (server.online * scenario.openChannels * weight) / scenario.serversPerPerson / whole,
		};
	});
}
