"use client";

import { Users } from "lucide-react";
import { useRef, useState } from "react";
import { ListStates } from "@/app/_chat/settings/list-states";
import { useViewer } from "@/app/_client/account/use-viewer";
import { allowedSanctions } from "@/app/_client/moderation/may-moderate";
import { may } from "@/app/_client/servers/permissions";
import { useRoles } from "@/app/_client/servers/use-roles";
import { useMemberServer } from "@/app/_client/servers/use-servers";
import { useTranslations } from "@/app/_i18n/use-translations";
import type { Member, SanctionKind, Server } from "@/lib/realtime/protocol";
import { BulkBar } from "./bulk-bar";
import type { Joined } from "./joined-filter";
import { MemberFilters } from "./member-filters";
import { MemberHeader, MemberRow } from "./member-row";
import { type MemberPage, useMemberPages } from "./use-member-pages";

const bulkKinds: SanctionKind[] = ["timeout", "kick", "ban"];

type Props = { server: Server; first: MemberPage; joined: Joined };

/** The members of a server: searched, filtered and sorted, and for moderators selected and sanctioned together. */
export function MemberTable({ server: loaded, first, joined }: Props) {
	const t = useTranslations("serverSettings");
	const server = useMemberServer(loaded.id);
	const viewerId = useViewer()?.id;
	const { roles } = useRoles(loaded.id);
	const { filters, change, members, again, states } = useMemberPages(loaded.id, joined, first);
	const list = useRef<HTMLDivElement>(null);
	const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
	const kindsOf = ({ user, roles: roleIds }: Member) =>
		server ? allowedSanctions(server, viewerId, { id: user.id, roleIds }, roles) : [];
	const selectable = (members ?? []).filter((member) => kindsOf(member).some((kind) => bulkKinds.includes(kind)));
	const selected = selectable.filter(({ user }) => chosen.has(user.id));
	const kinds = bulkKinds.filter((kind) => selectable.some((member) => kindsOf(member).includes(kind)));
	const select = (ids: number[], isSelected: boolean) =>
		setChosen((before) => {
			const after = new Set(before);
			for (const id of ids) isSelected ? after.add(id) : after.delete(id);
			return after;
		});
	const showsSeen = may(loaded, "kick_members");
	return (
		<div className="grid grid-cols-[minmax(0,1fr)] gap-4">
			<MemberFilters
				server={loaded}
				filters={filters}
				onChange={(part) => {
					setChosen(new Set());
					change(part);
				}}
			/>
			<ListStates
				{...states}
				ref={list}
				again={again}
				count={members?.length}
				empty={{
					icon: <Users size="1.75rem" strokeWidth={1.75} aria-hidden="true" />,
					title: t("noMembersFound"),
				}}
			>
				<div>
					<MemberHeader
						showsSeen={showsSeen}
						all={selectable.length}
						selected={selected.length}
						onSelectAll={(isSelected) =>
							select(
								selectable.map(({ user }) => user.id),
								isSelected,
							)
						}
					/>
					<ul className="divide-y border-y max-sm:grid max-sm:grid-cols-[minmax(0,1fr)] max-sm:gap-2 max-sm:divide-y-0 max-sm:border-y-0">
						{members?.map((member) => (
							<MemberRow
								key={member.user.id}
								member={member}
								hasSelection={selectable.length > 0}
								isSelected={selectable.includes(member) ? chosen.has(member.user.id) : null}
								onSelect={(isSelected) => select([member.user.id], isSelected)}
								showsSeen={showsSeen}
							/>
						))}
					</ul>
				</div>
			</ListStates>
			{selected.length > 0 && (
				<BulkBar
					serverId={loaded.id}
					selected={selected}
					kinds={kinds}
					onClear={() => {
						list.current?.focus();
						setChosen(new Set());
					}}
					onChanged={() => void again()}
				/>
			)}
		</div>
	);
}
