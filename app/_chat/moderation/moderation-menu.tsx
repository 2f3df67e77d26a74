"use client";

import { Shield, TimerOff } from "lucide-react";
import useSWR from "swr";
import { useEndTimeout, useModerationRights } from "@/app/_client/moderation/use-moderation";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { Menu, MenuItem } from "@/app/_ui/menu";
import type { ActionKind, Author, Member } from "@/lib/realtime/protocol";
import { sanctionIcons } from "./sanction-icons";

type Props = { serverId: number; user: Author; onChoose: (kind: ActionKind) => void };

/** On a profile card: the actions that the viewer may take against this user as a moderator. Not shown without any. */
export function ModerationMenu({ serverId, user, onChoose }: Props) {
	const t = useTranslations("moderation");
	const { sanctions, mayRemove } = useModerationRights(serverId, user.id);
	const allowed: ActionKind[] = mayRemove ? ["removal", ...sanctions] : sanctions;
	const endTimeout = useEndTimeout(serverId);
	const { data } = useSWR<{ members: Member[] }>(
		sanctions.includes("timeout") ? `/api/servers/${serverId}/members?userIds=${user.id}` : null,
	);
	const until = data?.members[0]?.timedOutUntil;
	if (allowed.length === 0) return null;
	return (
		<Menu
			align="start"
			trigger={
				<Button size="small">
					<Shield size="0.875rem" aria-hidden="true" />
					{t("moderate")}
				</Button>
			}
		>
			{until && Date.parse(until) > Date.now() && (
				<MenuItem icon={<TimerOff size="1rem" aria-hidden="true" />} onSelect={() => void endTimeout(user)}>
					{t("endTimeout")}
				</MenuItem>
			)}
			{allowed.map((kind) => {
				const Icon = sanctionIcons[kind];
				return (
					<MenuItem
						key={kind}
						danger={kind === "ban" || kind === "kick"}
						icon={<Icon size="1rem" aria-hidden="true" />}
						onSelect={() => onChoose(kind)}
					>
						{t(`choose.${kind}`)}
					</MenuItem>
				);
			})}
		</Menu>
	);
}
