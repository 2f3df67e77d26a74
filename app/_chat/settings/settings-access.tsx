"use client";

import { type ReactNode, useRef } from "react";
import { useDeparture } from "@/app/_client/servers/use-departure";
import { useMembership } from "@/app/_client/servers/use-membership";
import { useMemberServer } from "@/app/_client/servers/use-servers";
import { ServerUnavailable } from "../servers/server-unavailable";
import { PageLayout } from "../shell/page-layout";

/** Closes a server's open settings when the server is deleted or the user leaves it. */
export function SettingsAccess({ serverId, children }: { serverId: number; children: ReactNode }) {
	const member = useMemberServer(serverId);
	const name = useRef("");
	if (member) name.current = member.name;
	const { isMember, isLoading, error } = useMembership(serverId);
	// The page was rendered for a manager, so access counts as lost only if the server responds that it is.
	const isInside = isMember || isLoading || (error !== undefined && error.code !== "server_not_found");
	const parting = useDeparture(serverId, isInside);
	if (parting === null) return children;
	return (
		<PageLayout>
			<ServerUnavailable name={name.current} parting={parting} />
		</PageLayout>
	);
}
