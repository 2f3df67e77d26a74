"use client";

import { useState } from "react";
import { useViewer } from "@/app/_client/account/use-viewer";
import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { useToast } from "@/app/_ui/toast";
import type { MemberServer, Role } from "@/lib/realtime/protocol";
import { RoleToggles } from "../permissions/role-toggles";
import { Sheet } from "./sheet";

type Props = { server: MemberServer; roles: Role[]; onDone: () => void };

/** The roles that a new member may give themselves. Each choice is saved at once. */
export function RoleChoice({ server, roles, onDone }: Props) {
	const t = useTranslations("rules");
	const toast = useToast();
	const errorText = useErrorMessage();
	const username = useViewer()?.username ?? "";
	const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set(server.roleIds));
	const toggle = async ({ id }: Role) => {
		const has = chosen.has(id);
		const set = (isIn: boolean) =>
			setChosen((known) => new Set(isIn ? [...known, id] : [...known].filter((other) => other !== id)));
		set(!has);
		const path = `/api/servers/${server.id}/members/${encodeURIComponent(username)}/roles/${id}`;
		try {
			await (has ? api.delete(path) : api.put(path));
		} catch (error) {
			set(has);
			toast({ tone: "error", text: errorText(error) });
		}
	};
	return (
		<Sheet
			title={t("rolesHeading")}
			text={t("rolesText", { name: server.name })}
			actions={
				<Button variant="primary" onClick={onDone}>
					{t("rolesDone")}
				</Button>
			}
		>
			<RoleToggles roles={roles} isChosen={({ id }) => chosen.has(id)} onToggle={(role) => void toggle(role)} />
		</Sheet>
	);
}
