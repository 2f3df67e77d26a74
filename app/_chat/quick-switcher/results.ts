import { type Match, match, matchesFuzzy, matchWithin } from "@/app/_client/fuzzy-match";
import { hasUnread, rowUnreads, serverUnread } from "@/app/_client/unread/unread";
import type { Author, MemberServer } from "@/lib/realtime/protocol";
import type { CommandName } from "./use-commands";

type ChannelResult = {
	kind: "channel";
	key: string;
	id: number;
	serverId: number;
	name: string;
	around: string;
	isPrivate: boolean;
	unread: boolean;
	mentions: number;
};
type ServerResult = {
	kind: "server";
	key: string;
	id: number;
	name: string;
	iconUrl: string | null;
	unread: boolean;
	mentions: number;
};
type UserResult = {
	kind: "person";
	key: string;
	id: number;
	username: string;
	/** Their nickname in the open server, or else their display name. */
	name: string;
	displayName: string;
	avatarUrl: string | null;
};
type CommandResult = { kind: "command"; key: string; command: CommandName; name: string };
/** A search in Explore, for names not among the user's servers. */
type ExploreResult = { kind: "explore"; key: string; name: string; query: string };
/** A message search in the search panel. */
type SearchInstead = { kind: "search"; key: string; name: string; query: string };
export type SwitcherResult = (
	| ChannelResult
	| ServerResult
	| UserResult
	| CommandResult
	| ExploreResult
	| SearchInstead
) & {
	ranges: Match["ranges"];
};
export type SwitcherResultGroup = {
	name: "unread" | "recent" | "channels" | "people" | "servers" | "commands";
	offers: SwitcherResult[];
};

type SwitcherSources = {
	servers: readonly MemberServer[];
	/** The recently opened channels of this device, latest first. */
	recents: readonly number[];
	openChannelId: number | null;
	/** The users that the server found for the input. */
	people: readonly Author[];
	/** The time, for mutes. */
	now: number;
	commands: readonly { key: CommandName; name: string }[];
};

const mostInGroup = 6;
const mostAlone = 50;

/** The kind that the prefix selects: `#` channels, `@` users, `*` servers, `>` commands; all without one. */
export function readTyped(typed: string): {
	only: "channels" | "people" | "servers" | "commands" | null;
	text: string;
} {
	const kinds = { "#": "channels", "@": "people", "*": "servers", ">": "commands" } as const;
	const sign = typed.trimStart()[0];
	const only = sign && sign in kinds ? kinds[sign as keyof typeof kinds] : null;
	return { only, text: only ? typed.trimStart().slice(1).trim() : typed.trim() };
}

/** The results for the input, best first. */
export function switcherResults(typed: string, known: SwitcherSources): SwitcherResultGroup[] {
	const { only, text } = readTyped(typed);
	const { channels, servers, people, commands } = everything(known);
	if (text === "" && only === null) return recentResults(known, channels, servers, commands);

	const pools: { name: SwitcherResultGroup["name"]; pool: readonly Unranked[] }[] = [
		{ name: "channels", pool: channels },
		{ name: "people", pool: people },
		{ name: "servers", pool: servers },
		{ name: "commands", pool: commands },
	];
	const groups = pools
		.filter(({ name }) => only === null || only === name)
		.map(({ name, pool }) => ({ name, found: ranked(text, pool, known.recents) }))
		.filter(({ found }) => found.length > 0);
	// Scattered letters are a guess, and are useless below real matches.
	const best = Math.min(...groups.map(({ found }) => found[0]?.fit ?? matchesFuzzy.scattered));
	return groups
		.map((group) => ({
			...group,
			found: group.found.filter(({ fit }) => best === matchesFuzzy.scattered || fit < matchesFuzzy.scattered),
		}))
		.filter(({ found }) => found.length > 0)
		.sort((a, b) => (a.found[0]?.fit ?? 0) - (b.found[0]?.fit ?? 0))
		.map(({ name, found }) => ({
			name,
			offers: found.slice(0, only ? mostAlone : mostInGroup).map(({ offer }) => offer),
		}));
}

type Unranked = ChannelResult | ServerResult | UserResult | CommandResult;

const unmarked = (offer: Unranked): SwitcherResult => ({ ...offer, ranges: [] });

function everything({ servers, openChannelId, people, commands, now }: SwitcherSources) {
	return {
		channels: servers.flatMap((server) => {
			// The open channel counts as read.
			const standings = rowUnreads(server, now, openChannelId);
			return server.channels.map(
				(channel): ChannelResult => ({
					kind: "channel",
					key: `channel-${channel.id}`,
					id: channel.id,
					serverId: server.id,
					name: channel.name,
					around: server.name,
					isPrivate: channel.private,
					unread: hasUnread(standings.get(channel.id)),
					mentions: standings.get(channel.id)?.count ?? 0,
				}),
			);
		}),
		servers: servers.map((server): ServerResult => {
			const { id, name, iconUrl } = server;
			const unread = serverUnread(server, now, openChannelId);
			return {
				kind: "server",
				key: `server-${id}`,
				id,
				name,
				iconUrl,
				unread: hasUnread(unread),
				mentions: unread.count,
			};
		}),
		people: people.map(
			({ id, username, displayName, nickname, avatarUrl }): UserResult => ({
				kind: "person",
				key: `person-${id}`,
				id,
				username,
				name: nickname ?? displayName,
				displayName,
				avatarUrl,
			}),
		),
		commands: commands.map(
			({ key, name }): CommandResult => ({ kind: "command", key: `command-${key}`, command: key, name }),
		),
	};
}

/** Without input: unread channels, then recent ones. On a device that has neither, places to go. */
function recentResults(
	{ recents, openChannelId }: SwitcherSources,
	channels: ChannelResult[],
	servers: ServerResult[],
	commands: CommandResult[],
): SwitcherResultGroup[] {
	const place = (id: number) => (recents.includes(id) ? recents.indexOf(id) : recents.length);
	const unread = channels
		.filter((channel) => channel.unread)
		.sort((a, b) => Number(b.mentions > 0) - Number(a.mentions > 0) || place(a.id) - place(b.id));
	const recent = channels
		.filter(({ id, unread }) => !unread && id !== openChannelId && recents.includes(id))
		.sort((a, b) => place(a.id) - place(b.id));
	const groups: { name: SwitcherResultGroup["name"]; offers: Unranked[] }[] = [
		{ name: "unread", offers: unread },
		{ name: "recent", offers: recent },
	];
	if (unread.length + recent.length < mostInGroup) groups.push({ name: "servers", offers: servers });
	if (servers.length === 0) groups.push({ name: "commands", offers: commands });
	return groups
		.filter(({ offers }) => offers.length > 0)
		.map(({ name, offers }) => ({ name, offers: offers.slice(0, mostInGroup).map(unmarked) }));
}

/** By match, then recency, then unread state, then position and share of the match. */
function ranked(text: string, pool: readonly Unranked[], recents: readonly number[]) {
	const place = (offer: Unranked) =>
		offer.kind === "channel" && recents.includes(offer.id) ? recents.indexOf(offer.id) : recents.length;
	const unread = (offer: Unranked) => ("unread" in offer && offer.unread ? 0 : 1);
	return pool
		.flatMap((offer) => {
			const found = matchRank(text, offer);
			return found ? [{ offer: { ...offer, ranges: found.ranges }, fit: found.fit, at: found.at }] : [];
		})
		.sort(
			(a, b) =>
				a.fit - b.fit ||
				place(a.offer) - place(b.offer) ||
				unread(a.offer) - unread(b.offer) ||
				a.at - b.at ||
				(text === "" ? 0 : a.offer.name.length - b.offer.name.length),
		);
}

function matchRank(text: string, offer: Unranked): Match | null {
	if (offer.kind === "channel") return matchWithin(text, offer.name, offer.around);
	const named = match(text, offer.name);
	if (offer.kind !== "person") return named;
	// A match by another of their names cannot be marked in the one that is shown.
	const others = [offer.username, offer.displayName].flatMap((name) => match(text, name) ?? []);
	const best = others.toSorted((a, b) => a.fit - b.fit)[0];
	return best && (!named || best.fit < named.fit) ? { ...best, ranges: [] } : named;
}
