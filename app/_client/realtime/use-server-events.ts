"use client";

import { useEffect } from "react";
import { useSWRConfig } from "swr";
import type { ServerToClient } from "@/lib/realtime/protocol";
import { foldAccount, foldSettings } from "../account-settings/fold-settings";
import { ownRequestsKey } from "../join-requests/use-own-requests";
import { foldSaved, savedSeqsKey } from "../messages/use-saved-messages";
import { followKey } from "../messages/use-thread-follow";
import { windowCache } from "../messages/window-cache";
import { ownSanctionsKey } from "../moderation/own-sanctions-key";
import { ownReportsKey } from "../reports/own-reports-key";
import { applyMembership, membershipKey, readMemberships } from "../servers/membership-cache";
import { isRolesKey } from "../servers/roles-key";
import { reduceServers, type ServersEvent, type ServersState } from "../servers/servers-reducer";
import { updateServersCache } from "../servers/update-servers-cache";
import { invitationsKey } from "../servers/use-invitations";
import { mineKey } from "../servers/use-servers";
import type { Connection } from "./connection";

const folded = [
	"activity",
	"read",
	"reads",
	"level",
	"follow",
	"membership",
	"member:joined",
	"member:left",
	"server:updated",
	"layout",
	"case",
	"join_requests",
	"channel:created",
	"channel:updated",
	"channel:deleted",
] as const satisfies ServersEvent["type"][];

const takesAccess: ReadonlySet<ServersEvent["type"]> = new Set(["membership", "channel:deleted"]);

const returnSpreadMs = 1500;

/**
 * Applies the socket's events about servers, channels and read markers to the cache, and reloads it on every connect.
 */
export function useServerEvents(connection: Connection | null): void {
	const { cache, mutate } = useSWRConfig();
	useEffect(() => {
		if (!connection) return;
		const { socket } = connection;

		const fold = (event: ServersEvent) => {
			updateServersCache({ cache, mutate }, (frame) => {
				const next = reduceServers(event, frame);
				if (takesAccess.has(event.type)) windowCache.keepOnly(next.servers);
				return next;
			});
			if (event.type === "membership") {
				applyMembership({ cache, mutate }, event.serverId, event.isMember);
				void mutate(`/api/servers/${event.serverId}`);
				if (event.isMember) void mutate(mineKey);
			}
			if (event.type === "follow") {
				const { channelId, following } = event;
				void mutate(followKey(channelId), { following }, { revalidate: false });
				if (following) void mutate(mineKey);
			}
			if (event.type === "server:updated") void mutate(`/api/servers/${event.server.id}`);
			// The viewer's own permissions in a channel of few are not those in its server.
			if (event.type === "channel:created" && event.channel.private) void mutate(mineKey);
		};
		const listen = (type: string, listener: unknown) => {
			socket.on(type as never, listener as never);
			return () => void socket.off(type as never, listener as never);
		};
		const listeners = folded.map((type) => listen(type, (event: object) => fold({ type, ...event } as ServersEvent)));
		const more: Partial<ServerToClient> = {
			access({ serverId }) {
				void mutate(mineKey);
				void mutate(`/api/servers/${serverId}`);
				void mutate(membershipKey(serverId));
			},
			account: (event) => void foldAccount(mutate, event),
			settings: (event) => foldSettings(mutate, event),
			saved({ channelId, seq, saved }) {
				void mutate<{ seqs: number[] }>(savedSeqsKey(channelId), (current) => foldSaved(current, seq, saved), {
					revalidate: false,
				});
			},
			invitation: () => void mutate(invitationsKey),
			join_request: () => void mutate(ownRequestsKey),
		};
		for (const [type, listener] of Object.entries(more)) listeners.push(listen(type, listener));
		const readAnew = () => {
			const mine = mutate<ServersState>(mineKey);
			void readMemberships({ cache, mutate }, mine);
			void mutate("/api/account");
			void mutate(invitationsKey);
			void mutate(ownRequestsKey);
			void mutate(isRolesKey);
			void mutate(ownSanctionsKey);
			void mutate(ownReportsKey);
			void mutate((key) => typeof key === "string" && key.endsWith("/saved"));
		};
		let wasConnected = false;
		let waiting: ReturnType<typeof setTimeout> | undefined;
		const connected = () => {
			clearTimeout(waiting);
			// Many clients may reconnect at once: open channels catch up first, and these requests are spread over a moment.
			waiting = setTimeout(readAnew, wasConnected ? Math.random() * returnSpreadMs : 0);
			wasConnected = true;
		};
		socket.on("connect", connected);
		const unfollow = connection.subscribe(() => connection.getPhase() === "lost" && windowCache.connectionLost());
		return () => {
			for (const stop of listeners) stop();
			socket.off("connect", connected);
			unfollow();
			clearTimeout(waiting);
		};
	}, [connection, cache, mutate]);
}
