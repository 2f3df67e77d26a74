"use client";

import { Check, Plus } from "lucide-react";
import { useViewer } from "@/app/_client/account/use-viewer";
import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { may, rankOf } from "@/app/_client/servers/permissions";
import { useRoles } from "@/app/_client/servers/use-roles";
import { useNameOf } from "@/app/_client/users/use-known-user";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Menu, MenuItem } from "@/app/_ui/menu";
import { useToast } from "@/app/_ui/toast";
import type { MemberServer, PublicUser, Role } from "@/lib/realtime/protocol";
import { RoleDot } from "../permissions/role-dot";

type Props = { server: MemberServer; user: PublicUser; roleIds: readonly number[] };

/** The roles of a member, on their profile card. Those that the viewer may give or take are in a menu. */
export function MemberRoles({ server, user, roleIds }: Props) {
	const t = useTranslations("roles");
	const { roles } = useRoles(server.id);
	const toggle = useToggleRole(server.id, user);
	const changeable = useChangeableRoles({ server, user, roleIds });
	const held = roles.filter(({ id }) => roleIds.includes(id));
	if (held.length === 0 && changeable.length === 0) return null;
	return (
		<section className="mt-3">
			<h3 className="text-xs font-semibold text-text-faint">{t("title")}</h3>
			<ul className="mt-1.5 flex flex-wrap gap-1.5">
				{held.map((role) => (
					<li
						key={role.id}
						className="flex h-6 max-w-full items-center gap-1.5 rounded-sm border px-2 text-xs font-semibold"
					>
						<RoleDot colour={role.colour} className="size-2" />
						<span dir="auto" className="truncate">
							{role.name}
						</span>
					</li>
				))}
				{changeable.length > 0 && (
					<li>
						<Menu
							align="start"
							trigger={
								<button
									type="button"
									className="flex h-6 items-center gap-1 rounded-sm border border-dashed border-line-strong px-2 text-xs font-semibold text-text-muted hover:bg-surface-hover hover:text-text max-md:h-9"
								>
									<Plus size="0.75rem" aria-hidden="true" />
									{t("change")}
								</button>
							}
						>
							{changeable.map((role) => {
								const has = roleIds.includes(role.id);
								return (
									<MenuItem
										key={role.id}
										icon={has ? <Check size="1rem" aria-hidden="true" /> : <RoleDot colour={role.colour} />}
										onSelect={() => void toggle(role, !has)}
									>
										{role.name}
										<span className="sr-only">{has ? `, ${t("held")}` : ""}</span>
									</MenuItem>
								);
							})}
						</Menu>
					</li>
				)}
			</ul>
		</section>
	);
}

/** The roles that the viewer may give the member or take from them. */
function useChangeableRoles({ server, user, roleIds }: Props): Role[] {
	const { roles } = useRoles(server.id);
	const viewerId = useViewer()?.id;
	const isMe = user.id === viewerId;
	const isOwner = user.id === server.ownerId;
	const rank = rankOf(server.ownerId === viewerId, server.roleIds, roles);
	const mayManage = may(server, "manage_roles") && (isMe || rankOf(isOwner, roleIds, roles) < rank);
	const mayGive = (role: Role) =>
		mayManage &&
		role.position < rank &&
		(roleIds.includes(role.id) || role.permissions.every((permission) => may(server, permission)));
	return roles.filter((role) => !role.everyone && ((isMe && role.selfAssignable) || mayGive(role)));
}

function useToggleRole(serverId: number, user: PublicUser): (role: Role, give: boolean) => Promise<void> {
	const t = useTranslations("roles");
	const toast = useToast();
	const errorText = useErrorMessage();
	const nameOf = useNameOf(serverId);
	return async (role, give) => {
		const path = `/api/servers/${serverId}/members/${encodeURIComponent(user.username)}/roles/${role.id}`;
		try {
			await (give ? api.put(path) : api.delete(path));
			toast({ text: t(give ? "given" : "removed", { name: nameOf(user), role: role.name }) });
		} catch (error) {
			toast({ tone: "error", text: errorText(error) });
		}
	};
}
