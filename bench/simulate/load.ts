import type { Constants } from "./constants";
import type { Scenario } from "./scenario";

const daySeconds = 86_400;
const classes = 80;
/** The maximum utilisation of a resource in the busiest hour: beyond it, queues grow rapidly. */
export const fullest = 0.6;
/** What one Node process holds in memory comfortably. */
const mostSockets = 25_000;
const mostNodes = 100_000;

/** Servers of one size: how many, and the activity in each. */
type Class = { count: number; members: number; online: number; messages: number };
/** Channels of one kind. `batches`: appends per second, fewer than messages if messages arrive faster than commits. */
export type ChannelClass = { count: number; messages: number; batches: number; listeners: number };

/** Work per second, in core seconds; divided by the capacity, it is a utilisation. */
export type Load = {
	nodes: number;
	sockets: number;
	messages: number;
	batches: number;
	frames: number;
	deliveries: number;
	node: { messages: number; frames: number; received: number; words: number; people: number };
	/** The utilisation of each resource, with that many instances. */
	utilisation: { nodes: number; databases: number; redises: number; memory: number };
	channels: ChannelClass[];
	/**
	 * Events to all online members of a server: activity and presence. `size` sockets, `rate` per second over all
	 * servers.
	 */
	emits: { rate: number; size: number }[];
};

/** The rate of an event that happens `rate` times a second but is sent at most once a second. */
const atMostEachSecond = (rate: number) => rate / (1 + rate);
/** The expected number of `n` instances that hold at least one of `sockets`. */
const spread = (n: number, sockets: number) => n * (1 - (1 - 1 / n) ** sockets);

export function loadOf(scenario: Scenario, constants: Constants, nodes: number): Load {
	const cost = Object.fromEntries(
		Object.entries(constants.microseconds).map(([name, value]) => [name, value / 1e6]),
	) as Constants["microseconds"];
	const { people, databases, coresPerDatabase, redises, wordsGoTo } = scenario;
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
	// A user sends one typing event before a message: a frame for each listener.
	const channelFrames = total(({ batches: event, messages: typed, listeners }) => (event + typed) * listeners);
	const frames = channelFrames + emits.reduce((all, { rate, size }) => all + rate * size, 0);
	const openings = (sockets * scenario.openingsPerHour) / 3600;

	const others = nodes > 1 ? (nodes - 1) / nodes : 0;
	const received = others * total(({ batches: event, listeners }) => event * spread(nodes, listeners));
	const heads = servers.reduce((all, { count, messages: sent }) => all + count * atMostEachSecond(sent), 0);
	const comings = people * changes;
	const words = messages + heads + Math.min(nodes, comings);
	const toFollowers =
		total(({ messages: typed, listeners }) => typed * spread(nodes, listeners)) +
		servers.reduce(
			(all, { count, messages: sent, online }) => all + count * atMostEachSecond(sent) * spread(nodes, online),
			0,
		);
	const isToAll = wordsGoTo === "everybody";
	const eventsReceived = isToAll ? words * (nodes - 1) : others * toFollowers;
	const presenceReceived = isToAll
		? comings * (nodes - 1)
		: others *
			servers.reduce((all, { count, members, online }) => all + count * members * changes * spread(nodes, online), 0);

	const node = {
		messages:
			batches * cost.nodePerMessage +
			(messages - batches) * cost.nodePerMessageInBatch +
			(openings + messages) * cost.nodePerOpening +
			sockets * cost.nodePerIdleSocketSecond,
		frames: frames * cost.nodePerFrame,
		received: received * cost.nodePerHeard,
		words: eventsReceived * cost.nodePerWord,
		// Presence is sent in arrays: an entry is a small part of an event.
		people: (presenceReceived * cost.nodePerWord) / 10,
	};
	const database =
		batches * cost.databasePerCommit +
		(messages - batches) * cost.databasePerMessageInBatch +
		(openings + messages) * cost.databasePerOpening;
	const redis = nodes < 2 ? 0 : batches * cost.redisPerPublish + (received + eventsReceived) * cost.redisPerWord;
	return {
		nodes,
		sockets,
		messages,
		batches,
		frames,
		deliveries: total(({ messages: event, listeners }) => event * listeners),
		node,
		utilisation: {
			nodes: Object.values(node).reduce((all, part) => all + part, 0) / nodes,
			databases: database / (databases * coresPerDatabase),
			redises: redis / redises,
			memory: sockets / nodes / mostSockets,
		},
		channels,
		emits,
	};
}

/**
 * Returns the load with the fewest instances that suffice; null if no number does, because each receives too many
 * events of the others.
 */
export function fewestNodes(scenario: Scenario, constants: Constants): Load | null {
	const fits = (nodes: number) => {
		const load = loadOf(scenario, constants, nodes);
		return load.utilisation.nodes <= fullest && load.utilisation.memory <= 1 ? load : null;
	};
	// More instances receive more of each other's events, so search upwards for the first that fits.
	for (let nodes = 1; nodes <= mostNodes; nodes = Math.max(nodes + 1, Math.floor(nodes * 1.05))) {
		const load = fits(nodes);
		if (load) return load;
	}
	return null;
}

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

/** Users follow activity: the n-th channel of a server has 1/n of the first channel's messages and listeners. */
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
