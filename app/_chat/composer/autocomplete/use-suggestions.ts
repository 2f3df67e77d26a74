"use client";

import { useEffect, useState } from "react";
import useSWR from "swr";
import { useLocale } from "use-intl/react";
import { useMentionContext } from "@/app/_chat/conversation/mention-context";
import { type Emoji, type EmojiSet, inTone, loadEmoji } from "@/app/_chat/emoji/emoji-data";
import { searchEmoji, searchServerEmoji } from "@/app/_chat/emoji/search";
import { useViewer } from "@/app/_client/account/use-viewer";
import { chosenTone } from "@/app/_client/emoji/skin-tone";
import { useServerEmoji } from "@/app/_client/emoji/use-server-emoji";
import { match } from "@/app/_client/fuzzy-match";
import { useRoles } from "@/app/_client/servers/use-roles";
import { useMemberServer } from "@/app/_client/servers/use-servers";
import { useNameOf } from "@/app/_client/users/use-known-user";
import { useTranslations } from "@/app/_i18n/use-translations";
import type { Author, Member, Message } from "@/lib/realtime/protocol";
import type { Trigger } from "./trigger";

/** One suggestion: its label, and the text it inserts. */
export type Suggestion = {
	key: string;
	text: string;
	label: string;
	hint: string;
	face:
		| { kind: "person"; author: Author }
		| { kind: "sign"; sign: string }
		| { kind: "emoji"; id: number; name: string }
		| { kind: "channel" | "crowd" };
};

const most = 8;
/** The number of the latest messages whose authors come first. */
const lately = 100;
const pauseMs = 150;

/** The suggestions for a trigger, best first: the authors of recent messages before the others. */
export function useSuggestions(token: Trigger, serverId: number, recentMessages: readonly Message[]): Suggestion[] {
	const people = usePeople(token, serverId, recentMessages);
	const channels = useChannels(token, serverId);
	const emoji = useEmoji(token, serverId);
	return token.sign === "@" ? people : token.sign === "#" ? channels : emoji;
}

function usePeople({ sign, query }: Trigger, serverId: number, recentMessages: readonly Message[]): Suggestion[] {
	const viewer = useViewer();
	const t = useTranslations("autocomplete");
	const { mayCall, mayCallRoles } = useMentionContext();
	const { roles } = useRoles(sign === "@" ? serverId : null);
	const settled = useSettled(query);
	const nameOf = useNameOf();
	const { data } = useSWR<{ members: Member[] }>(
		sign === "@" ? `/api/servers/${serverId}/members?limit=20${settled && `&q=${encodeURIComponent(settled)}`}` : null,
		{ keepPreviousData: true, revalidateOnFocus: false },
	);
	if (sign !== "@") return [];
	const known = new Map<number, Author>();
	for (const author of [
		...recentMessages
			.slice(-lately)
			.toReversed()
			.flatMap(({ author }) => (author.id === viewer?.id ? [] : author)),
		...(data?.members.map(({ user, nickname }) => ({ ...user, ...(nickname !== null && { nickname }) })) ?? []),
	])
		if (!known.has(author.id)) known.set(author.id, author);
	const ranked = [...known.values()]
		.flatMap((author, place) => {
			const found = [author.username, author.displayName, nameOf(author)]
				.map((name) => match(query, name))
				.filter((one) => one !== null);
			return found.length === 0 ? [] : [{ author, fit: Math.min(...found.map(({ fit }) => fit)), place }];
		})
		.sort((a, b) => a.fit - b.fit || a.place - b.place);
	const handles = roles.filter(
		(role) =>
			!role.everyone && (role.mentionable || mayCallRoles) && (match(query, role.handle) ?? match(query, role.name)),
	);
	const crowds = mayCall ? ["everyone", "here"].filter((name) => name.startsWith(query.toLowerCase())) : [];
	const all: Suggestion[] = [
		...ranked.map(
			({ author }): Suggestion => ({
				key: String(author.id),
				text: `@${author.username} `,
				label: nameOf(author),
				hint: `@${author.username}`,
				face: { kind: "person", author },
			}),
		),
		...handles.map(
			(role): Suggestion => ({
				key: `role/${role.id}`,
				text: `@${role.handle} `,
				label: role.name,
				hint: t("role", { count: role.memberCount }),
				face: { kind: "crowd" },
			}),
		),
		...crowds.map(
			(name): Suggestion => ({
				key: name,
				text: `@${name} `,
				label: `@${name}`,
				hint: t(name as "everyone" | "here"),
				face: { kind: "crowd" },
			}),
		),
	];
	// Mentioning everyone must not happen by accident: it is first only if nothing else matches.
	return all.slice(0, most);
}

function useChannels({ sign, query }: Trigger, serverId: number): Suggestion[] {
	const channels = useMemberServer(serverId)?.channels ?? [];
	if (sign !== "#") return [];
	return channels
		.flatMap((channel, place) => {
			const found = match(query, channel.name);
			return found ? [{ channel, fit: found.fit, place }] : [];
		})
		.sort((a, b) => a.fit - b.fit || a.place - b.place)
		.slice(0, most)
		.map(
			({ channel }): Suggestion => ({
				key: String(channel.id),
				text: `#${channel.name} `,
				label: channel.name,
				hint: channel.topic,
				face: { kind: "channel" },
			}),
		);
}

function useEmoji({ sign, query }: Trigger, serverId: number): Suggestion[] {
	const { emoji: ofServer, error } = useServerEmoji(sign === ":" ? serverId : null);
	const locale = useLocale();
	const [set, setSet] = useState<EmojiSet | null>(null);
	useEffect(() => {
		if (sign !== ":") return;
		let isHere = true;
		loadEmoji(locale).then(
			(all) => isHere && setSet(all),
			() => {},
		);
		return () => {
			isHere = false;
		};
	}, [sign, locale]);
	if (sign !== ":") return [];
	const tone = chosenTone();
	const ofSign = (emoji: Emoji, after = " "): Suggestion => {
		const shown = inTone(emoji, tone);
		const code = emoji.codes.find((one) => one.startsWith(query.toLowerCase())) ?? emoji.codes[0];
		return {
			key: emoji.sign,
			text: shown + after,
			label: emoji.name,
			hint: code ? `:${code}:` : "",
			face: { kind: "sign", sign: shown },
		};
	};
	if (query.endsWith(":")) {
		const name = query.slice(0, -1).toLowerCase();
		// The name of one of the server's emoji stays as it is, so nothing is replaced before they are loaded.
		if (ofServer ? ofServer.some((one) => one.name === name) : error === undefined) return [];
		const ended = set?.byCode.get(name);
		return ended ? [ofSign(ended, "")] : [];
	}
	const custom = searchServerEmoji(ofServer ?? [], query).map(
		({ id, name }): Suggestion => ({
			key: `emoji/${id}`,
			text: `:${name}: `,
			label: name,
			hint: `:${name}:`,
			face: { kind: "emoji", id, name },
		}),
	);
	const signs = set ? searchEmoji(set, query, most) : [];
	return [...custom, ...signs.map((emoji) => ofSign(emoji))].slice(0, most);
}

/** The typed text, once typing pauses. */
function useSettled(text: string): string {
	const [settled, setSettled] = useState(text);
	useEffect(() => {
		const timer = setTimeout(() => setSettled(text), pauseMs);
		return () => clearTimeout(timer);
	}, [text]);
	return settled;
}
