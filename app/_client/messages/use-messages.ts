"use client";

import { useEffect, useState, useSyncExternalStore } from "react";
import { useSWRConfig } from "swr";
import type { MessagePage, ServerToClient } from "@/lib/realtime/protocol";
import { api } from "../api";
import { useConnection, useOutbox } from "../realtime/socket-provider";
import { markReadTo } from "../servers/servers-reducer";
import { updateServersCache } from "../servers/update-servers-cache";
import { useLearnAuthors } from "../users/use-known-user";
import { ChannelFeed, type FeedState } from "./channel-feed";
import type { LogEvent } from "./channel-log";

type Place = { serverId: number; channelId: number; viewerId: number };

const event = [
	"messages",
	"message:updated",
	"message:deleted",
	"messages:purged",
	"messages:restored",
	"messages:expired",
	"reaction",
	"vote",
] as const satisfies LogEvent["type"][];

/** A channel's messages: the page's initial data, then updated by the socket. */
export function useMessages({ serverId, channelId, viewerId }: Place, page: MessagePage): [ChannelFeed, FeedState] {
	const connection = useConnection();
	const outbox = useOutbox();
	const learn = useLearnAuthors();
	const { cache, mutate } = useSWRConfig();
	const [feed] = useState(
		() =>
			new ChannelFeed(channelId, viewerId, page, {
				open: async (request) => {
					if (!connection) throw new Error("There is no socket on the server.");
					return learn(await connection.request("channel:open", request));
				},
				close: (id) => void connection?.request("channel:close", { channelId: id }).catch(() => {}),
				page: async (query) => learn(await api.get<MessagePage>(`/api/channels/${channelId}/messages?${query}`)),
			}),
	);
	const state = useSyncExternalStore(feed.subscribe, feed.getSnapshot, feed.getSnapshot);

	useEffect(() => {
		if (!connection) return;
		const { socket } = connection;
		feed.start();
		const ends: (() => void)[] = [connection.subscribe(() => feed.setConnected(connection.getPhase() === "connected"))];
		const on = <Name extends keyof ServerToClient>(name: Name, listener: (event: never) => void) => {
			socket.on(name, listener as never);
			ends.push(() => socket.off(name, listener as never));
		};
		for (const type of event) on(type, (event: never) => feed.receive(type, event));
		on("thread", (event: Parameters<ServerToClient["thread"]>[0]) => feed.receiveThread(event));
		on("messages", (event: Parameters<ServerToClient["messages"]>[0]) => {
			const own = event.messages.findLast(({ author, system }) => author.id === viewerId && !system);
			if (event.channelId !== channelId || !own) return;
			// A sent message moves its author's read marker, in whichever tab it was written.
			updateServersCache({ cache, mutate }, (frame) => markReadTo(frame, own));
		});
		on("membership", (event: Parameters<ServerToClient["membership"]>[0]) => {
			if (event.serverId !== serverId) return;
			if (event.isMember) feed.reopen();
			else feed.close("not_member");
		});
		on("channel:deleted", (event: Parameters<ServerToClient["channel:deleted"]>[0]) => {
			if (event.channelId === channelId) feed.close("channel_not_found");
		});
		feed.setConnected(connection.getPhase() === "connected");
		return () => {
			for (const end of ends) end();
			feed.stop();
		};
	}, [connection, feed, cache, mutate, serverId, channelId, viewerId]);

	useEffect(() => {
		const waiting = outbox?.getSnapshot() ?? [];
		if (waiting.length === 0) return;
		const arrived = state.log.messages.slice(-400).filter(({ author }) => author.id === viewerId);
		outbox?.settle(arrived.map(({ nonce }) => nonce));
	}, [outbox, state.log, viewerId]);

	return [feed, state];
}
