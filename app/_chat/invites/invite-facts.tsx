"use client";

import { Hash, Lock, UserRoundCheck, Users } from "lucide-react";
import type { ReactNode } from "react";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useTranslations } from "@/app/_i18n/use-translations";
import type { Channel, Invite, Role } from "@/lib/realtime/protocol";
import { RoleDot } from "../permissions/role-dot";

type Props = {
	invite: Invite;
	/** Those that the viewer may see. */
	channels: readonly Pick<Channel, "id" | "name" | "private">[];
	roles: readonly Role[];
};

/** How often an invite was used, until when it works, where it leads, which roles it gives, and for whom it is. */
export function InviteFacts({ invite, channels, roles }: Props) {
	const t = useTranslations("invites");
	const { clock, today } = useDateFormat();
	const { uses, maxUses, expiresAt, channelId, roleIds, needsApproval, onlyUsernames } = invite;
	const channel = channels.find(({ id }) => id === channelId);
	const given = roles.filter(({ id }) => roleIds.includes(id));
	return (
		<ul className="flex flex-wrap gap-x-3 gap-y-0.5 text-meta text-text-muted tabular-nums">
			<li>{maxUses === null ? t("useCount", { count: uses }) : t("usesOf", { uses, max: maxUses })}</li>
			<li>
				{expiresAt === null
					? t("neverExpires")
					: t("expiresOn", { date: clock.short(expiresAt, today, (time) => time) })}
			</li>
			{needsApproval && (
				<Fact icon={<UserRoundCheck size="0.875rem" aria-hidden="true" className="shrink-0" />}>
					{t("withApproval")}
				</Fact>
			)}
			{onlyUsernames && (
				<Fact icon={<Users size="0.875rem" aria-hidden="true" className="shrink-0" />}>
					{t("forSome", { count: onlyUsernames.length })}
				</Fact>
			)}
			{channel && (
				<Fact
					icon={
						channel.private ? (
							<Lock size="0.875rem" aria-hidden="true" className="shrink-0" />
						) : (
							<Hash size="0.875rem" aria-hidden="true" className="shrink-0" />
						)
					}
					label={t("channel")}
				>
					{channel.name}
				</Fact>
			)}
			{given.map((role) => (
				<Fact key={role.id} icon={<RoleDot colour={role.colour} className="size-2.5" />} label={t("gives")}>
					{role.name}
				</Fact>
			))}
		</ul>
	);
}

function Fact({ icon, label, children }: { icon: ReactNode; label?: string; children: ReactNode }) {
	return (
		<li className="flex max-w-full min-w-0 items-center gap-1">
			{icon}
			{label && <span className="sr-only">{label} </span>}
			<span dir="auto" className="min-w-0 truncate">
				{children}
			</span>
		</li>
	);
}
