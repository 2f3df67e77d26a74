"use client";

import { useEffect, useRef } from "react";
import { waitForParser } from "@/app/_chat/markdown/use-parser";
import { previewText } from "@/app/_chat/messages/preview-text";
import { useTranslations } from "@/app/_i18n/use-translations";
import { canParse } from "@/lib/markdown";
import type { InboxMention, MemberServer, Message, MessagePage } from "@/lib/realtime/protocol";
import { useViewer } from "../account/use-viewer";
import { api } from "../api";
import { useNavigate } from "../navigation/navigation";
import { placePath } from "../paths";
import { useCurrentChannelId } from "../servers/use-current-channel-id";
import { isMutedAt, levelOf } from "../unread/unread";
import { nameOf } from "../users/use-known-user";
import { canNotify, notificationChoice, playSound, shouldNotify } from "./desktop-notifications";

/** The user may be reading it in another window: then its marker moves within this time. */
const patienceMs = 1500;
const mostCharacters = 120;

type Spot = {
	channelId: number;
	name: string;
	lastSeq: number;
	lastReadSeq: number;
	mentionCount: number;
	level: "all" | "mentions" | "nothing";
	isMuted: boolean;
	path: (seq: number) => string;
};

function spotsIn(servers: readonly MemberServer[], now: number): Map<number, Spot> {
	const spots = new Map<number, Spot>();
	for (const server of servers) {
		const channels = new Map(server.channels.map((channel) => [channel.id, channel]));
		const note = (
			channelId: number,
			of: number,
			numbers: Pick<Spot, "lastSeq" | "lastReadSeq" | "mentionCount">,
			thread: { parentSeq: number } | null,
		) => {
			const channel = channels.get(of);
			if (!channel) return;
			const { lastSeq, lastReadSeq, mentionCount } = numbers;
			spots.set(channelId, {
				channelId,
				name: channel.name,
				lastSeq,
				lastReadSeq,
				mentionCount,
				level: levelOf(server, channel),
				isMuted: isMutedAt(now, server, channel),
				path: (seq) => placePath({ serverId: server.id, channelId: of, thread }, seq),
			});
		};
		for (const channel of server.channels) note(channel.id, channel.id, channel, null);
		for (const thread of server.threads) note(thread.channelId, thread.parentId, thread, thread);
	}
	return spots;
}

/** Shows desktop notifications if this device allows them, and closes them when the message is read anywhere. */
export function useDesktopNotifications(servers: readonly MemberServer[]): void {
	const t = useTranslations("unread");
	const navigate = useNavigate();
	const viewer = useViewer();
	const openChannelId = useCurrentChannelId();
	const latest = useRef(new Map<number, Spot>());
	const shown = useRef(new Map<number, { notice: Notification; seq: number }>());
	const about = useRef({ t, navigate, viewer, openChannelId });
	about.current = { t, navigate, viewer, openChannelId };

	useEffect(() => {
		const before = latest.current;
		const spots = spotsIn(servers, Date.now());
		latest.current = spots;
		for (const [channelId, { notice, seq }] of shown.current) {
			if ((spots.get(channelId)?.lastReadSeq ?? seq) < seq) continue;
			notice.close();
			shown.current.delete(channelId);
		}
		if (!canNotify() || Notification.permission !== "granted" || !notificationChoice().on) return;
		const isHere = (channelId: number) =>
			channelId === about.current.openChannelId && document.visibilityState === "visible" && document.hasFocus();
		const consider = async (spot: Spot, after: number) => {
			await new Promise((resolve) => setTimeout(resolve, patienceMs));
			const now = latest.current.get(spot.channelId);
			const { t, navigate, viewer } = about.current;
			if (!now || now.lastReadSeq >= spot.lastSeq || isHere(spot.channelId) || !viewer) return;
			await waitForParser();
			const message = await newestIn(now, after);
			if (
				!message ||
				message.author.id === viewer.id ||
				message.seq <= (latest.current.get(spot.channelId)?.lastReadSeq ?? 0)
			)
				return;
			const choice = notificationChoice();
			const title = t("noticeTitle", { name: nameOf(message.author), channel: now.name });
			const isShown = choice.words && canParse(message.content);
			const body = isShown ? previewText(message, { length: mostCharacters }) : t("noticeHidden");
			const icon = message.author.avatarUrl === null ? {} : { icon: message.author.avatarUrl };
			const notice = new Notification(title, { body, tag: `hearth-${spot.channelId}`, silent: true, ...icon });
			notice.onclick = () => {
				window.focus();
				navigate(now.path(message.seq));
				notice.close();
			};
			shown.current.set(spot.channelId, { notice, seq: message.seq });
			if (choice.sound) playSound();
		};
		for (const spot of spots.values()) {
			if (spot.isMuted || isHere(spot.channelId) || about.current.viewer?.presence === "dnd") continue;
			// A message that cannot be loaded now is still in the counts.
			if (shouldNotify(spot.level, before.get(spot.channelId), spot))
				consider(spot, before.get(spot.channelId)?.lastSeq ?? 0).catch(() => {});
		}
	}, [servers]);
}

/** The message to show: the newest mention, or at level all the newest message of a user, if it is after this one. */
async function newestIn({ channelId, level }: Spot, after: number): Promise<Message | undefined> {
	if (level === "all") {
		const { messages } = await api.get<MessagePage>(`/api/channels/${channelId}/messages?limit=10`);
		const newest = messages.findLast(({ deletedAt, system }) => deletedAt === null && !system);
		return newest && newest.seq > after ? newest : undefined;
	}
	const { items } = await api.get<{ items: InboxMention[] }>("/api/inbox?tab=mentions&limit=10");
	return items.find(({ read, message }) => !read && message.channelId === channelId)?.message;
}
