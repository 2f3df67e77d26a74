"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { useBlockedUsers } from "@/app/_client/account/use-blocked-users";
import { usePreferences } from "@/app/_client/account/use-preferences";
import { useViewer } from "@/app/_client/account/use-viewer";
import { useSocketEvent } from "@/app/_client/realtime/socket-provider";
import { useServers } from "@/app/_client/servers/use-servers";
import { useNameOf } from "@/app/_client/users/use-known-user";
import { useTranslations } from "@/app/_i18n/use-translations";
import { isolated } from "@/lib/markdown";
import type { ServerToClient } from "@/lib/realtime/protocol";
import { waitForParser } from "../markdown/use-parser";
import { mentionsMe } from "../messages/mentions-me";
import { previewText } from "../messages/preview-text";
import { useMentionContext } from "./mention-context";

const windowMs = 2000;
const maxAnnounced = 3;
const mostCharacters = 200;

/** Announces new messages of the open channel to screen readers: one live region, and only a count when it is busy. */
export function LiveAnnouncer({ channelId, viewerId }: { channelId: number; viewerId: number }) {
	const t = useTranslations("conversation");
	const people = useTranslations("people");
	const hidden = useTranslations("richText")("spoiler");
	const blocked = useBlockedUsers();
	const nameOf = useNameOf();
	const { ownHandles } = useMentionContext();
	const { announce } = usePreferences();
	const { servers } = useServers();
	const latest = useRef(servers);
	const counted = useRef<ReadonlyMap<number, number>>(new Map());
	const username = useViewer()?.username ?? "";
	const [announced, setAnnounced] = useState<{ id: number; text: string }[]>([]);
	const waiting = useRef<string[]>([]);
	const recent = useRef(0);
	const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
	const nextId = useRef(0);

	const log = useCallback(
		(texts: string[]) =>
			setAnnounced((before) => [...before, ...texts.map((text) => ({ id: nextId.current++, text }))].slice(-5)),
		[],
	);
	useSocketEvent(
		"messages",
		useCallback<ServerToClient["messages"]>(
			async (event) => {
				if (event.channelId !== channelId || announce === "off" || !document.hasFocus()) return;
				const messages = event.messages
					.filter(({ author, system }) => author.id !== viewerId && !blocked.has(author.id) && !system)
					.filter(
						(message) => announce === "all" || mentionsMe(message, { id: viewerId, username }, blocked, ownHandles),
					);
				if (messages.length === 0) return;
				await waitForParser();
				const lines = messages.map(
					(message) =>
						`${isolated(nameOf(message.author))}: ${isolated(previewText(message, { length: mostCharacters, hidden }))}`,
				);
				if (recent.current + lines.length <= maxAnnounced) log(lines);
				else waiting.current.push(...lines);
				recent.current += lines.length;
				timer.current ??= setTimeout(() => {
					timer.current = undefined;
					recent.current = 0;
					const held = waiting.current.splice(0);
					if (held.length > 0) log(held.length <= 1 ? held : [t("announceMany", { count: held.length })]);
				}, windowMs);
			},
			[channelId, viewerId, blocked, log, t, announce, username, hidden, ownHandles, nameOf],
		),
	);
	useSocketEvent(
		"messages:purged",
		useCallback<ServerToClient["messages:purged"]>(
			(event) => {
				if (event.channelId !== channelId || announce === "off" || !document.hasFocus()) return;
				const count = event.seqs.reduce((sum, [from, to]) => sum + to - from + 1, 0);
				// One that vanishes is no news; many leave a gap.
				if (count > 1) log([t("announcePurged", { count })]);
			},
			[channelId, announce, log, t],
		),
	);
	useSocketEvent(
		"read",
		useCallback<ServerToClient["read"]>(
			({ channelId: elsewhere, mentionCount }) => {
				const before = counted.current.get(elsewhere) ?? 0;
				if (elsewhere === channelId || mentionCount <= before || announce === "off" || !document.hasFocus()) return;
				const name = latest.current.flatMap(({ channels }) => channels).find(({ id }) => id === elsewhere)?.name;
				if (name) log([people("mentionedIn", { channel: name })]);
			},
			[channelId, announce, log, people],
		),
	);
	// After the event was applied: its content is compared with the previous state.
	useEffect(() => {
		latest.current = servers;
		counted.current = new Map(
			servers.flatMap(({ channels }) => channels.map(({ id, mentionCount }) => [id, mentionCount] as const)),
		);
	}, [servers]);
	useEffect(() => () => clearTimeout(timer.current), []);
	return (
		<div role="log" aria-live="polite" className="sr-only">
			{announced.map(({ id, text }) => (
				<p key={id}>{text}</p>
			))}
		</div>
	);
}
