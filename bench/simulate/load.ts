import type { Constants } from "./constants";
import type { Scenario } from "./scenario";

const daySeconds = 86_400;
const classes = 80;
/** How full a resource may be in the busiest hour: beyond it queues grow faster than anything. */
export const fullest = 0.6;
/** What one process of Node keeps in memory comfortably. */
const mostSockets = 25_000;
const mostNodes = 100_000;

/** Servers of one size: how many, and what happens in each. */
type Class = { count: number; members: number; online: number; messages: number };
/** Channels alike. `batches`: appends a second, fewer than messages where they come faster than commits. */
export type ChannelClass = { count: number; messages: number; batches: number; listeners: number };

/** Work a second, in seconds of a core; a share of what there is when divided by it. */
export type Load = {
	nodes: number;
	sockets: number;
	messages: number;
	batches: number;
	frames: number;
	deliveries: number;
	node: { messages: number; frames: number; received: number; words: number; people: number };
	/** Each resource's utilisation, with that many nodes. */
	utilisation: { nodes: number; databases: number; redises: number; memory: number };
	channels: ChannelClass[];
	/** Tells to everybody online in a server: activity and presence. `size` sockets, `rate` a second over all servers. */
	emits: { rate: number; size: number }[];
};

/** How often something is told that happens `rate` times a second and is told once a second at most. */
const atMostEachSecond = (rate: number) => rate / (1 + rate);
/** Nodes of `n` on which at least one of `sockets` is. */
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
	// Who writes types first, once: a frame for each listener.
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
		// Told in arrays: an entry is a small part of a word.
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

/** With the fewest nodes that carry it; null where no number of nodes does, because each hears too much of the others. */
export function fewestNodes(scenario: Scenario, constants: Constants): Load | null {
	const fits = (nodes: number) => {
		const load = loadOf(scenario, constants, nodes);
		return load.utilisation.nodes <= fullest && load.utilisation.memory <= 1 ? load : null;
	};
	// More nodes hear more of each other, so the first that fits is looked for from below.
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

/** People look where the talk is: the n-th channel of a server has the n-th part of what the first has, of both. */
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
