"use client";

import { may } from "@/app/_client/servers/permissions";
import { useRoles } from "@/app/_client/servers/use-roles";
import { useMemberServer } from "@/app/_client/servers/use-servers";
import { useShortTime } from "@/app/_client/use-short-time";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Select } from "@/app/_ui/select";
import { TextField } from "@/app/_ui/text-field";
import type { Server } from "@/lib/realtime/protocol";
import type { Joined } from "./joined-filter";

export type Sort = "name" | "role" | "joined" | "seen";
export type Filters = { typed: string; sort: Sort; role: string; joined: Joined };

type Props = { server: Server; filters: Filters; onChange: (part: Partial<Filters>) => void };

/** Which members are shown, and in which order. */
export function MemberFilters({ server, filters, onChange }: Props) {
	const t = useTranslations("serverSettings");
	const time = useShortTime();
	const { roles } = useRoles(server.id);
	const raidMode = useMemberServer(server.id)?.raidMode;
	const sorts: Sort[] = ["name", "role", "joined", ...(may(server, "kick_members") ? (["seen"] as const) : [])];
	const isTime = filters.joined !== "" && filters.joined !== "hour" && filters.joined !== "today";
	const since = [...new Set([...(raidMode ? [raidMode.since] : []), ...(isTime ? [filters.joined] : [])])];
	return (
		<div className="grid grid-cols-2 gap-3 sm:grid-cols-4">
			<TextField
				label={t("searchMembers")}
				type="search"
				maxLength={100}
				value={filters.typed}
				onChange={({ target }) => onChange({ typed: target.value })}
			/>
			<Select
				label={t("filterJoined")}
				value={filters.joined}
				onChange={({ target }) => onChange({ joined: target.value })}
			>
				<option value="">{t("joinedAnyTime")}</option>
				<option value="hour">{t("joinedLastHour")}</option>
				<option value="today">{t("joinedToday")}</option>
				{since.map((each) => (
					<option key={each} value={each}>
						{each === raidMode?.since ? t("joinedSinceRaid") : t("joinedSince", { time: time(each) })}
					</option>
				))}
			</Select>
			<Select label={t("filterRole")} value={filters.role} onChange={({ target }) => onChange({ role: target.value })}>
				<option value="">{t("allMembers")}</option>
				{roles.map((each) =>
					each.everyone ? null : (
						<option key={each.id} value={each.id}>
							{each.name}
						</option>
					),
				)}
			</Select>
			<Select
				label={t("sortMembers")}
				value={filters.sort}
				onChange={({ target }) => onChange({ sort: target.value as Sort })}
			>
				{sorts.map((each) => (
					<option key={each} value={each}>
						{t(`memberSorts.${each}`)}
					</option>
				))}
			</Select>
		</div>
	);
}
