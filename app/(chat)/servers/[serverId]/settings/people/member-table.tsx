"use client";

import { Users } from "lucide-react";
import { useCallback, useState } from "react";
import { ListStates } from "@/app/_chat/settings/list-states";
import { Face, PersonName, useDistinctPeople } from "@/app/_chat/users/avatar-palettes";
import { useSocketEvent } from "@/app/_client/realtime/socket-provider";
import { may } from "@/app/_client/servers/permissions";
import { useRoles } from "@/app/_client/servers/use-roles";
import { useDateFormat } from "@/app/_client/use-date-format";
import { usePages } from "@/app/_client/use-pages";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Select } from "@/app/_ui/select";
import { TextField } from "@/app/_ui/text-field";
import { useDebouncedValue } from "@/app/_ui/use-debounced-value";
import type { Member, Server, ServerToClient } from "@/lib/realtime/protocol";

export type MemberPage = { members: Member[]; nextCursor: string | null };
type Sort = "name" | "role" | "joined" | "seen";

/** The members of a server, searched by any name, sorted, and filtered by role. */
export function MemberTable({ server, first }: { server: Server; first: MemberPage }) {
	const t = useTranslations("serverSettings");
	const { roles } = useRoles(server.id);
	const [typed, setTyped] = useState("");
	const [sort, setSort] = useState<Sort>("name");
	const [role, setRole] = useState("");
	const q = useDebouncedValue(typed).trim();
	const isPlain = q === "" && sort === "name" && role === "";
	const query = `${q && `&q=${encodeURIComponent(q)}`}${role && `&role=${role}`}`;
	const path = `/api/servers/${server.id}/members?limit=50&sort=${sort}${query}`;
	const { pages, again, ...states } = usePages<MemberPage>(path, isPlain ? first : undefined, {
		revalidateFirstPage: false,
	});
	const members = pages?.flatMap((page) => page.members);
	useDistinctPeople((members ?? []).map(({ user }) => user));
	const changed = useCallback(
		({ serverId }: { serverId: number }) => void (serverId === server.id && again()),
		[server.id, again],
	);
	useSocketEvent("member:joined", changed);
	useSocketEvent("member:left", changed);
	useSocketEvent("member:updated", changed as ServerToClient["member:updated"]);
	const sorts: Sort[] = ["name", "role", "joined", ...(may(server, "kick_members") ? (["seen"] as const) : [])];
	return (
		<div className="grid grid-cols-[minmax(0,1fr)] gap-4">
			<div className="grid gap-3 sm:grid-cols-3">
				<TextField
					label={t("searchMembers")}
					type="search"
					maxLength={100}
					value={typed}
					onChange={({ target }) => setTyped(target.value)}
				/>
				<Select label={t("sortMembers")} value={sort} onChange={({ target }) => setSort(target.value as Sort)}>
					{sorts.map((each) => (
						<option key={each} value={each}>
							{t(`memberSorts.${each}`)}
						</option>
					))}
				</Select>
				<Select label={t("filterRole")} value={role} onChange={({ target }) => setRole(target.value)}>
					<option value="">{t("allMembers")}</option>
					{roles.map((each) =>
						each.everyone ? null : (
							<option key={each.id} value={each.id}>
								{each.name}
							</option>
						),
					)}
				</Select>
			</div>
			<ListStates
				{...states}
				again={again}
				count={members?.length}
				empty={{
					icon: <Users size="1.75rem" strokeWidth={1.75} aria-hidden="true" />,
					title: t("noMembersFound"),
				}}
			>
				<ul className="grid gap-0.5">
					{members?.map((member) => (
						<MemberRow key={member.user.id} member={member} />
					))}
				</ul>
			</ListStates>
		</div>
	);
}

function MemberRow({ member: { user, nickname, isOwner, joinedAt, lastSeen } }: { member: Member }) {
	const t = useTranslations("serverSettings");
	const { clock } = useDateFormat();
	return (
		<li className="flex min-h-11 items-center gap-3">
			<Face person={user} name={nickname} size={32} />
			<span className="min-w-0 flex-1">
				<span dir="auto" className="block truncate font-semibold">
					<PersonName person={user} name={nickname} />
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
			<span className="text-end text-meta text-text-faint max-sm:hidden">
				{t("joinedOn", { date: clock.date(joinedAt) })}
				{lastSeen && (
					<span className="block text-xs">{t("seenOn", { date: clock.date(`${lastSeen}T12:00:00Z`) })}</span>
				)}
			</span>
		</li>
	);
}
