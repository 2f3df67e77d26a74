"use client";

import { Link2, Plus } from "lucide-react";
import { useRef, useState } from "react";
import { InviteDialog } from "@/app/_chat/invites/invite-dialog.lazy";
import { ListStates } from "@/app/_chat/settings/list-states";
import { SettingsSection } from "@/app/_chat/settings/settings-page";
import { useDistinctPeople } from "@/app/_chat/users/avatar-palettes";
import { useViewer } from "@/app/_client/account/use-viewer";
import { invitesKey } from "@/app/_client/invites/use-invite-link";
import { may } from "@/app/_client/servers/permissions";
import { useRoles } from "@/app/_client/servers/use-roles";
import { useMemberServer } from "@/app/_client/servers/use-servers";
import { usePages } from "@/app/_client/use-pages";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import type { Invite, Server } from "@/lib/realtime/protocol";
import { InviteRow } from "./invite-row";
import { PauseInvites } from "./pause-invites";

type InviteList = { invites: Invite[]; pausedUntil: string | null; nextCursor: string | null };

/**
 * The invites of a server that have not ended, and the switch that pauses them all. A member who may not manage the
 * server has here only the invites that they have made.
 */
export function Invites({ server: loaded, first }: { server: Server; first: InviteList }) {
	const member = useMemberServer(loaded.id);
	const server = member ?? loaded;
	const channels = member?.channels ?? loaded.channels ?? [];
	const viewerId = useViewer()?.id;
	const managesAll = may(server, "manage_server");
	const t = useTranslations("invites");
	const [making, setMaking] = useState(false);
	const list = useRef<HTMLDivElement>(null);
	const { pages = [first], again, ...states } = usePages(`${invitesKey(server.id)}?limit=50`, first);
	// A member who loses the permission while the page is open still sees their own.
	const invites = pages.flatMap((page) => page.invites).filter(({ creator }) => managesAll || creator.id === viewerId);
	const { roles } = useRoles(invites.some(({ roleIds }) => roleIds.length > 0) ? server.id : null);
	useDistinctPeople(invites.map(({ creator }) => creator));
	const onRevoked = () => {
		list.current?.focus();
		void again();
	};
	const make = may(server, "create_invites") && (
		<Button variant="primary" size="small" onClick={() => setMaking(true)}>
			<Plus size="1rem" aria-hidden="true" />
			{t("make")}
		</Button>
	);
	return (
		<>
			<SettingsSection title={t(managesAll ? "open" : "ownOpen")} text={invites.length > 0 ? t("listText") : undefined}>
				<ListStates
					{...states}
					ref={list}
					again={again}
					count={invites.length}
					empty={{
						icon: <Link2 size="1.75rem" strokeWidth={1.75} aria-hidden="true" />,
						title: t("none"),
						text: make && t("noneText"),
						children: make,
					}}
				>
					{make && <div>{make}</div>}
					<ul className="divide-y border-y">
						{invites.map((invite) => (
							<InviteRow
								key={invite.code}
								invite={invite}
								channels={channels}
								roles={roles}
								showsCreator={managesAll}
								onRevoked={onRevoked}
							/>
						))}
					</ul>
				</ListStates>
			</SettingsSection>
			{managesAll && (
				<PauseInvites
					serverId={server.id}
					pausedUntil={pages[0]?.pausedUntil ?? null}
					onChanged={async () => void (await again())}
				/>
			)}
			{making && (
				<InviteDialog
					server={server}
					isInSettings
					onClose={() => {
						setMaking(false);
						void again();
					}}
				/>
			)}
		</>
	);
}
