"use client";

import { Link2, Plus } from "lucide-react";
import { useRef, useState } from "react";
import useSWRInfinite from "swr/infinite";
import { InviteDialog } from "@/app/_chat/invites/invite-dialog.lazy";
import { SettingsSection } from "@/app/_chat/settings/settings-page";
import { useDistinctPeople } from "@/app/_chat/users/avatar-palettes";
import { useViewer } from "@/app/_client/account/use-viewer";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { invitesKey } from "@/app/_client/invites/use-invite-link";
import { may } from "@/app/_client/servers/permissions";
import { useRoles } from "@/app/_client/servers/use-roles";
import { useMemberServer } from "@/app/_client/servers/use-servers";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { EmptyState } from "@/app/_ui/empty-state";
import type { Invite, Server } from "@/lib/realtime/protocol";
import { InviteRow } from "./invite-row";
import { PauseInvites } from "./pause-invites";

export type InviteList = { invites: Invite[]; pausedUntil: string | null; nextCursor: string | null };

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
	const more = useTranslations("explore")("showMore");
	const errorText = useErrorMessage();
	const [making, setMaking] = useState(false);
	const list = useRef<HTMLDivElement>(null);
	const path = `${invitesKey(server.id)}?limit=50`;
	const { data, error, isValidating, setSize, mutate } = useSWRInfinite<InviteList>(
		(index: number, previous: InviteList | null) => {
			if (index === 0) return path;
			return previous?.nextCursor ? `${path}&cursor=${encodeURIComponent(previous.nextCursor)}` : null;
		},
		{ fallbackData: [first] },
	);
	const pages = data ?? [first];
	// A member who loses the permission while the page is open still sees their own.
	const invites = pages.flatMap((page) => page.invites).filter(({ creator }) => managesAll || creator.id === viewerId);
	const { roles } = useRoles(invites.some(({ roleIds }) => roleIds.length > 0) ? server.id : null);
	useDistinctPeople(invites.map(({ creator }) => creator));
	const onRevoked = () => {
		list.current?.focus();
		void mutate();
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
				<div ref={list} tabIndex={-1} className="grid grid-cols-[minmax(0,1fr)] gap-4 outline-none">
					{invites.length === 0 ? (
						<EmptyState
							icon={<Link2 size="1.75rem" strokeWidth={1.75} aria-hidden="true" />}
							title={t("none")}
							text={make && t("noneText")}
						>
							{make}
						</EmptyState>
					) : (
						<>
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
						</>
					)}
				</div>
				{error && (
					<div className="mt-4">
						<Alert tone="danger">{errorText(error)}</Alert>
					</div>
				)}
				{pages.at(-1)?.nextCursor && (
					<Button className="mt-4" busy={isValidating} onClick={() => setSize((size) => size + 1)}>
						{more}
					</Button>
				)}
			</SettingsSection>
			{managesAll && (
				<PauseInvites
					serverId={server.id}
					pausedUntil={pages[0]?.pausedUntil ?? null}
					onChanged={async () => void (await mutate())}
				/>
			)}
			{making && (
				<InviteDialog
					server={server}
					isInSettings
					onClose={() => {
						setMaking(false);
						void mutate();
					}}
				/>
			)}
		</>
	);
}
