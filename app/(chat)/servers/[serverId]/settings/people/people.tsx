"use client";

import { useCallback } from "react";
import { SettingsSection } from "@/app/_chat/settings/settings-page";
import { Face, useDistinctPeople } from "@/app/_chat/users/avatar-palettes";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSocketEvent } from "@/app/_client/realtime/socket-provider";
import { useDateFormat } from "@/app/_client/use-date-format";
import { usePages } from "@/app/_client/use-pages";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import type { Member, Server, ServerToClient } from "@/lib/realtime/protocol";
import type { SentInvitation } from "@/lib/servers/invitations";
import { InvitePerson } from "./invite-person";
import { SentInvitations } from "./sent-invitations";

type Page = { members: Member[]; nextCursor: string | null };

type Props = { server: Server; first: Page; sent: SentInvitation[] };

export function People({ server, first, sent }: Props) {
	const t = useTranslations();
	const errorText = useErrorMessage();
	const path = `/api/servers/${server.id}/members?limit=50`;
	const { pages = [first], error, isValidating, again, more } = usePages(path, first, { revalidateFirstPage: false });
	useSocketEvent(
		"member:joined",
		useCallback<ServerToClient["member:joined"]>(
			({ serverId }) => void (serverId === server.id && again()),
			[server.id, again],
		),
	);
	useDistinctPeople(pages.flatMap(({ members }) => members.map(({ user }) => user)));
	return (
		<>
			<SettingsSection title={t("serverSettings.inviteHeading")} text={t("serverSettings.inviteText")}>
				<InvitePerson server={server} />
			</SettingsSection>
			<SentInvitations server={server} first={sent} />
			<SettingsSection title={t("serverSettings.membersHeading")}>
				<ul className="grid gap-0.5">
					{pages.flatMap(({ members }) => members.map((member) => <MemberRow key={member.user.id} member={member} />))}
				</ul>
				{error !== undefined && <Alert tone="danger">{errorText(error)}</Alert>}
				{more && (
					<Button className="mt-4" busy={isValidating} onClick={more}>
						{t("explore.showMore")}
					</Button>
				)}
			</SettingsSection>
		</>
	);
}

function MemberRow({ member: { user, nickname, isOwner, joinedAt } }: { member: Member }) {
	const t = useTranslations("serverSettings");
	const { clock } = useDateFormat();
	const name = nickname ?? user.displayName;
	return (
		<li className="flex min-h-11 items-center gap-3">
			<Face person={user} size={32} />
			<span className="min-w-0 flex-1">
				<span dir="auto" className="block truncate font-semibold">
					{name}
				</span>
				<span dir="auto" className="block truncate text-xs text-text-faint">
					@{user.username}
				</span>
			</span>
			{isOwner && (
				<span className="rounded-[5px] px-1.5 py-0.5 text-badge font-semibold text-text-muted ring-1 ring-line">
					{t("owner")}
				</span>
			)}
			<span className="text-meta text-text-faint max-sm:hidden">
				{t("joinedOn", {
					date: clock.date(joinedAt),
				})}
			</span>
		</li>
	);
}
