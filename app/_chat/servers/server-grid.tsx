"use client";

import { type ReactNode, useMemo } from "react";
import { SWRConfig } from "swr";
import { useViewer } from "@/app/_client/account/use-viewer";
import type { Membership, Server } from "@/lib/realtime/protocol";
import { useDistinctServers } from "../users/avatar-palettes";
import { ServerCard } from "./server-card";

/**
 * Server cards with the memberships included in the list: fifty cards send no request until a click, and still update
 * from socket events.
 */
export function ServerGrid({ servers, children }: { servers: Server[]; children?: ReactNode }) {
	const viewer = useViewer();
	useDistinctServers(servers);
	const fallback = useMemo(() => membershipsOf(servers, viewer?.id), [servers, viewer?.id]);
	return (
		<SWRConfig value={{ fallback, revalidateIfStale: false, revalidateOnFocus: false, revalidateOnReconnect: false }}>
			<ul className="grid grid-cols-[repeat(auto-fill,minmax(min(17.5rem,100%),1fr))] gap-4 max-md:gap-3">
				{servers.map((server) => (
					<li key={server.id} className="grid min-w-0">
						<ServerCard server={server} />
					</li>
				))}
			</ul>
			{children}
		</SWRConfig>
	);
}

function membershipsOf(servers: Server[], viewerId: number | undefined): Record<string, Membership> {
	return Object.fromEntries(
		servers.map(({ id, isMember, ownerId }) => [
			`/api/membership/${id}`,
			{ isMember, role: isMember ? (ownerId === viewerId ? "owner" : "member") : null, joinedAt: null },
		]),
	);
}
