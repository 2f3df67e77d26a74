"use client";

import { type ReactNode, useRef } from "react";
import { useDeparture } from "@/app/_client/servers/use-departure";
import { useMembership } from "@/app/_client/servers/use-membership";
import { useMemberServer } from "@/app/_client/servers/use-servers";
import { ServerUnavailable } from "../servers/server-unavailable";
import { PageLayout } from "../shell/page-layout";

/** Closes a server's open settings when the server is deleted or the user leaves it. */
export function SettingsGate({ serverId, children }: { serverId: number; children: ReactNode }) {
	const member = useMemberServer(serverId);
	const name = useRef("");
	if (member) name.current = member.name;
	const parting = useDeparture(serverId, useMembership(serverId).isMember);
	if (parting === null) return children;
	return (
		<PageLayout>
			<ServerUnavailable name={name.current} parting={parting} />
		</PageLayout>
	);
}
