"use client";

import { Plus } from "lucide-react";
import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { rolesKey } from "@/app/_client/servers/roles-key";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { useToast } from "@/app/_ui/toast";
import type { Role } from "@/lib/realtime/protocol";
import { freeName } from "./free-name";
import { RoleItem } from "./role-item";
import { useRoleOrder } from "./use-role-order";

type Props = {
	serverId: number;
	roles: Role[];
	memberCount: number;
	shownId: number | null;
	isBelow: (role: Role) => boolean;
	onChoose: (id: number) => void;
	onChanged: () => Promise<unknown>;
};

/** The roles, highest first. Those below the viewer's own can be moved. */
export function RoleList({ serverId, roles, memberCount, shownId, isBelow, onChoose, onChanged }: Props) {
	const t = useTranslations("roles");
	const toast = useToast();
	const errorText = useErrorMessage();
	const movable = roles.filter((role) => !role.everyone && isBelow(role));
	const { order, move, announcement } = useRoleOrder(serverId, movable, onChanged);
	const fixed = roles.filter((role) => !role.everyone && !isBelow(role));
	const everyone = roles.filter((role) => role.everyone);
	const { busy, submit: create } = useSubmit(async () => {
		try {
			const name = freeName(t("newName"), roles);
			const { role } = await api.post<{ role: Role }>(rolesKey(serverId), { name });
			await onChanged();
			onChoose(role.id);
		} catch (error) {
			toast({ tone: "error", text: errorText(error) });
		}
	});
	const item = (role: Role, index: number | null) => (
		<RoleItem
			key={role.id}
			role={role}
			count={role.everyone ? memberCount : role.memberCount}
			isShown={role.id === shownId}
			isLocked={!isBelow(role)}
			place={index === null ? null : { index, last: order.length - 1 }}
			onChoose={() => onChoose(role.id)}
			onMove={move}
		/>
	);
	return (
		<>
			<Button className="w-full" busy={busy} onClick={() => void create()}>
				<Plus size="1rem" aria-hidden="true" />
				{t("create")}
			</Button>
			<div className="flex justify-between gap-3 px-2 pt-4 pb-1.5 text-xs font-semibold text-text-faint">
				<span>{t("count", { count: roles.length })}</span>
				<span>{t("members")}</span>
			</div>
			<ul className="grid gap-px">
				{fixed.map((role) => item(role, null))}
				{order.map((role, index) => item(role, index))}
				{everyone.map((role) => item(role, null))}
			</ul>
			{movable.length > 1 && <p className="px-2 pt-2.5 text-meta text-text-faint max-md:hidden">{t("orderHint")}</p>}
			<p role="status" className="sr-only">
				{announcement}
			</p>
		</>
	);
}
