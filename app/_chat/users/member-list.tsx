"use client";

import { UserPlus } from "lucide-react";
import { useMemo, useState } from "react";
import { Virtualizer } from "virtua";
import { colourOf, groupByRole } from "@/app/_client/servers/member-groups";
import { may } from "@/app/_client/servers/permissions";
import { useMembers } from "@/app/_client/servers/use-members";
import { useRoles } from "@/app/_client/servers/use-roles";
import { useMemberServer } from "@/app/_client/servers/use-servers";
import { useTranslations } from "@/app/_i18n/use-translations";
import { IconButton } from "@/app/_ui/icon-button";
import { Skeleton } from "@/app/_ui/skeleton";
import { useDebouncedValue } from "@/app/_ui/use-debounced-value";
import type { Member } from "@/lib/realtime/protocol";
import { InviteDialog } from "../invites/invite-dialog.lazy";
import type { PanelProps } from "../panels/panel-props";
import { SidePanel } from "../panels/side-panel";
import { useDistinctPeople } from "./avatar-palettes";
import { MemberRow } from "./member-row";

type Line = { key: string; label: string; count: number | null } | { key: string; member: Member };

const filteredFrom = 20;

/** The members of the server: online ones first, by their highest role that is listed apart. */
export function MemberList({ server: { id: serverId, name }, isStacked, onClose }: PanelProps) {
	const t = useTranslations("conversation");
	const [query, setQuery] = useState("");
	const members = useMembers(serverId, useDebouncedValue(query.trim()));
	const { online, offline, hasMore } = members;
	useDistinctPeople(useMemo(() => [...online, ...offline].map(({ user }) => user), [online, offline]));
	const server = useMemberServer(serverId);
	const total = server?.memberCount ?? 0;
	const [inviting, setInviting] = useState(false);

	const { roles } = useRoles(serverId);
	const lines = useMemo<Line[]>(() => {
		const group = (key: string, label: string, list: Member[]): Line[] =>
			list.length === 0
				? []
				: [
						// Until all members are loaded, a number would be wrong.
						{ key, label, count: hasMore ? null : list.length },
						...list.map((member) => ({ key: String(member.user.id), member })),
					];
		const { hoisted, others } = groupByRole(online, roles);
		return [
			...hoisted.flatMap(({ role, members: list }) => group(`role ${role.id}`, role.name, list)),
			...group("online", t("groupOnline"), others),
			...group("offline", t("groupOffline"), offline),
		];
	}, [online, offline, roles, hasMore, t]);

	return (
		<SidePanel
			title={t("members")}
			// Until all members are loaded, or with a filter, a number would be wrong.
			subtitle={hasMore || query !== "" || members.isLoading ? name : t("onlineIn", { name, count: online.length })}
			width={264}
			tools={
				may(server, "create_invites") && (
					<IconButton label={t("invitePeople")} onClick={() => setInviting(true)}>
						<UserPlus size="1.125rem" aria-hidden="true" />
					</IconButton>
				)
			}
			closeLabel={t("hideMembers")}
			isStacked={isStacked}
			onClose={onClose}
		>
			{(total > filteredFrom || query !== "") && (
				<div className="px-3 pt-3">
					<input
						dir="auto"
						type="search"
						value={query}
						onChange={(event) => setQuery(event.target.value)}
						aria-label={t("filterMembers")}
						placeholder={t("filterMembers")}
						className="h-8 w-full rounded-md border border-line-strong bg-surface px-2.5 text-meta outline-none focus:border-focus focus:shadow-[0_0_0_1px_var(--focus)] max-md:h-11 max-md:text-base"
					/>
				</div>
			)}
			{/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrollable content must be reachable by keyboard. */}
			<div className="min-h-0 flex-1 overflow-y-auto overscroll-contain pb-3" tabIndex={0}>
				{members.isLoading && lines.length === 0 ? (
					<MemberSkeletons />
				) : members.failed && lines.length === 0 ? (
					<p role="alert" className="px-4 pt-4 text-meta text-text-muted">
						{t("membersFailed")}{" "}
						<button type="button" onClick={members.retry} className="link">
							{t("tryAgain")}
						</button>
					</p>
				) : lines.length === 0 ? (
					<p className="px-4 pt-4 text-meta text-text-muted">{t("noMembers", { query })}</p>
				) : (
					<Virtualizer data={lines}>
						{(line) =>
							"member" in line ? (
								<MemberRow key={line.key} member={line.member} colour={colourOf(line.member.roles, roles)} />
							) : (
								<h3
									key={line.key}
									className="flex justify-between px-4 pt-3.5 pb-1 text-xs font-semibold text-text-faint"
								>
									{line.label}
									{line.count !== null && <span className="tabular-nums">{line.count}</span>}
								</h3>
							)
						}
					</Virtualizer>
				)}
				{hasMore && lines.length > 0 && (
					<button type="button" onClick={members.loadMore} className="link mx-4 mt-3 text-meta max-md:min-h-11">
						{t("moreMembers")}
					</button>
				)}
			</div>
			{inviting && server && <InviteDialog server={server} onClose={() => setInviting(false)} />}
		</SidePanel>
	);
}

function MemberSkeletons() {
	return (
		<div className="pt-10">
			{Array.from({ length: 8 }, (_, row) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: all rows are equal.
				<div key={row} className="mx-4 flex h-10 items-center gap-2.5">
					<Skeleton className="size-8 rounded-full" />
					<Skeleton className="h-3 w-28" />
				</div>
			))}
		</div>
	);
}
