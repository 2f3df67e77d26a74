"use client";

import { UserPlus } from "lucide-react";
import { useCallback, useRef, useState } from "react";
import { Face, PersonName, useDistinctPeople } from "@/app/_chat/users/avatar-palettes";
import { useViewer } from "@/app/_client/account/use-viewer";
import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useSocketEvent } from "@/app/_client/realtime/socket-provider";
import { may, rankOf } from "@/app/_client/servers/permissions";
import { useRoles } from "@/app/_client/servers/use-roles";
import { usePages } from "@/app/_client/use-pages";
import { useName } from "@/app/_client/users/use-known-user";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { EmptyState } from "@/app/_ui/empty-state";
import { useToast } from "@/app/_ui/toast";
import type { Member } from "@/lib/realtime/protocol";
import { AddMembersDialog } from "./add-members-dialog";
import { LockedNote } from "./locked-note";
import { MemberSkeletons } from "./member-skeletons";
import type { RoleDetailsProps } from "./role-details-props";

type Page = { members: Member[]; nextCursor: string | null };

/** The members of a role. */
export function RoleMembers({ server, role, rank, onChanged }: RoleDetailsProps) {
	const t = useTranslations("roles");
	const explore = useTranslations("explore");
	const { roles } = useRoles(server.id);
	const viewerId = useViewer()?.id;
	const isBelow = role.position < rank;
	const canGive = isBelow && role.permissions.every((permission) => may(server, permission));
	const canTakeFrom = (member: Member) =>
		isBelow && (member.user.id === viewerId || rankOf(member.isOwner, member.roles, roles) < rank);
	const errorText = useErrorMessage();
	const [adding, setAdding] = useState(false);
	const heading = useRef<HTMLParagraphElement>(null);
	const path = `/api/roles/${role.id}/members`;
	const { pages, error, isValidating, again, more } = usePages<Page>(`${path}?limit=50`, undefined, {
		revalidateFirstPage: false,
	});
	const onEvent = useCallback(
		(event: { serverId: number }) => {
			if (event.serverId === server.id) void again();
		},
		[server.id, again],
	);
	useSocketEvent("member:updated", onEvent);
	useSocketEvent("member:left", onEvent);
	const members = pages?.flatMap((page) => page.members) ?? [];
	useDistinctPeople(members.map(({ user }) => user));
	const refresh = () => Promise.all([again(), onChanged()]);
	return (
		<>
			{!canGive && (
				<div className="mb-4">
					<LockedNote>{isBelow ? t("cannotGive") : t("lockedRole")}</LockedNote>
				</div>
			)}
			<div className="mb-3 flex flex-wrap items-center gap-3">
				<p ref={heading} tabIndex={-1} className="min-w-0 flex-1 basis-60 text-text-muted outline-none">
					{t("memberCount", { count: role.memberCount })}
				</p>
				{canGive && (
					<Button onClick={() => setAdding(true)}>
						<UserPlus size="1rem" aria-hidden="true" />
						{t("addMembers")}
					</Button>
				)}
			</div>
			{error !== undefined ? (
				<Alert tone="danger">{errorText(error)}</Alert>
			) : pages === undefined ? (
				<MemberSkeletons />
			) : members.length === 0 ? (
				<EmptyState title={t("noMembers", { name: role.name })} text={canGive ? t("noMembersText") : undefined} />
			) : (
				<ul className="grid gap-0.5">
					{members.map((member) => (
						<MemberRow
							key={member.user.id}
							path={path}
							member={member}
							roleName={role.name}
							canRemove={canTakeFrom(member)}
							onRemoved={async () => {
								heading.current?.focus();
								await refresh();
							}}
						/>
					))}
				</ul>
			)}
			{more && (
				<Button className="mt-4" busy={isValidating} onClick={more}>
					{explore("showMore")}
				</Button>
			)}
			{adding && (
				<AddMembersDialog
					serverId={server.id}
					role={role}
					onClose={() => setAdding(false)}
					onAdded={async () => void (await refresh())}
				/>
			)}
		</>
	);
}

type RowProps = {
	path: string;
	member: Member;
	roleName: string;
	canRemove: boolean;
	onRemoved: () => Promise<void>;
};

function MemberRow({ path, member: { user, nickname }, roleName, canRemove, onRemoved }: RowProps) {
	const t = useTranslations("roles");
	const toast = useToast();
	const errorText = useErrorMessage();
	const named = { ...user, nickname: nickname ?? undefined };
	const name = useName(named);
	const { busy, submit } = useSubmit(async () => {
		try {
			await api.delete(path, { usernames: [user.username] });
			toast({ text: t("removed", { name, role: roleName }) });
			await onRemoved();
		} catch (error) {
			toast({ tone: "error", text: errorText(error) });
		}
	});
	return (
		<li className="flex min-h-11 items-center gap-3">
			<Face person={named} size={32} />
			<span className="min-w-0 flex-1">
				<span dir="auto" className="block truncate font-semibold">
					<PersonName person={named} />
				</span>
				<span dir="auto" className="block truncate text-xs text-text-faint">
					@{user.username}
				</span>
			</span>
			{canRemove && (
				<Button size="small" busy={busy} aria-label={t("removeMember", { name })} onClick={() => void submit()}>
					{t("remove")}
				</Button>
			)}
		</li>
	);
}
