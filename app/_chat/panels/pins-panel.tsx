"use client";

import { Pin, PinOff } from "lucide-react";
import { useCallback, useRef } from "react";
import useSWR from "swr";
import { useSocketEvent } from "@/app/_client/realtime/socket-provider";
import { useTranslations } from "@/app/_i18n/use-translations";
import { EmptyState } from "@/app/_ui/empty-state";
import { IconButton } from "@/app/_ui/icon-button";
import type { Message, ServerToClient } from "@/lib/realtime/protocol";
import { useMessageActions } from "../messages/message-actions-context";
import { MessageCard, MessageCardSkeletons } from "../messages/message-card";
import { useDistinctAuthors } from "../users/avatar-palettes";
import type { PanelProps } from "./panel-props";
import { SidePanel } from "./side-panel";
import { wide } from "./use-panel";

const none: Message[] = [];

/** A channel's pinned messages, latest first. */
export function PinsPanel({ channel, viewer, isStacked, onClose }: PanelProps) {
	const t = useTranslations("acts");
	const { jump, togglePin } = useMessageActions();
	const { data, error, mutate } = useSWR<{ messages: Message[] }>(`/api/channels/${channel.id}/pins`);
	const messages = data?.messages;
	useDistinctAuthors(messages ?? none);
	const known = useRef<Set<number>>(new Set());
	known.current = new Set(messages?.map(({ seq }) => seq));
	useSocketEvent(
		"message:updated",
		useCallback<ServerToClient["message:updated"]>(
			({ message }) => {
				if (message.channelId === channel.id && (message.pinnedAt || known.current.has(message.seq))) void mutate();
			},
			[channel.id, mutate],
		),
	);
	useSocketEvent(
		"message:deleted",
		useCallback<ServerToClient["message:deleted"]>(
			({ channelId, seq }) => {
				if (channelId === channel.id && known.current.has(seq)) void mutate();
			},
			[channel.id, mutate],
		),
	);
	useSocketEvent(
		"messages:purged",
		useCallback<ServerToClient["messages:purged"]>(
			({ channelId, seqs }) => {
				const isKnown = seqs.some(([from, to]) => [...known.current].some((seq) => from <= seq && seq <= to));
				if (channelId === channel.id && isKnown) void mutate();
			},
			[channel.id, mutate],
		),
	);
	useSocketEvent(
		"messages:expired",
		useCallback<ServerToClient["messages:expired"]>(
			({ channelId, firstSeq }) => {
				if (channelId === channel.id && [...known.current].some((seq) => seq < firstSeq)) void mutate();
			},
			[channel.id, mutate],
		),
	);
	useSocketEvent(
		"messages:restored",
		useCallback<ServerToClient["messages:restored"]>(
			({ channelId, messages: restored }) => {
				if (channelId === channel.id && restored.some(({ pinnedAt }) => pinnedAt)) void mutate();
			},
			[channel.id, mutate],
		),
	);
	return (
		<SidePanel title={t("pins")} width={392} isStacked={isStacked} onClose={onClose}>
			<div className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-2 py-2">
				{error && !messages ? (
					<p role="alert" className="px-2 pt-2 text-meta text-text-muted">
						{t("pinsFailed")}{" "}
						<button type="button" onClick={() => void mutate()} className="link">
							{t("tryAgain")}
						</button>
					</p>
				) : !messages ? (
					<MessageCardSkeletons />
				) : messages.length === 0 ? (
					<div className="p-2">
						<EmptyState
							icon={<Pin size="1.75rem" strokeWidth={1.75} aria-hidden="true" />}
							title={t("noPins", { channel: channel.name })}
							text={t("noPinsText")}
						/>
					</div>
				) : (
					<ol aria-label={t("pins")}>
						{messages.map((message) => (
							<MessageCard
								key={message.seq}
								message={message}
								username={viewer.username}
								onOpen={() => {
									if (!matchMedia(wide).matches) onClose();
									jump(message.seq);
								}}
								tools={
									<IconButton small label={t("unpin")} onClick={() => togglePin(message)}>
										<PinOff size="0.9375rem" aria-hidden="true" />
									</IconButton>
								}
							/>
						))}
					</ol>
				)}
			</div>
		</SidePanel>
	);
}
