"use client";

import { ArrowLeft } from "lucide-react";
import { useState } from "react";
import { useViewer } from "@/app/_client/account/use-viewer";
import { rankOf } from "@/app/_client/servers/permissions";
import { useRoles } from "@/app/_client/servers/use-roles";
import { useMemberServer } from "@/app/_client/servers/use-servers";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";
import { IconButton } from "@/app/_ui/icon-button";
import type { Role, Server } from "@/lib/realtime/protocol";
import { RoleDetails } from "./role-details";
import { RoleList } from "./role-list";

type Props = {
	server: Server;
	first: Role[];
};

/** The roles of a server beside the chosen one. On a phone the list is a page of its own. */
export function Roles({ server: loadedServer, first }: Props) {
	const t = useTranslations("roles");
	const leaveQuestion = useTranslations("serverSettings")("leaveUnsaved");
	const server = useMemberServer(loadedServer.id) ?? loadedServer;
	const viewerId = useViewer()?.id;
	const loaded = useRoles(server.id, first);
	const roles = loaded.roles.length > 0 ? loaded.roles : first;
	const [chosenId, setChosenId] = useState<number | null>(null);
	const rank = rankOf(server.ownerId === viewerId, server.roleIds ?? [], roles);
	const isBelow = (role: Role) => role.position < rank;
	const chosen = roles.find(({ id }) => id === chosenId);
	const shown = chosen ?? roles.find((role) => !role.everyone && isBelow(role)) ?? roles[0];
	const choose = (id: number | null) => {
		if (id === shown?.id && chosen) return;
		if (document.querySelector("[data-unsaved]") === null || confirm(leaveQuestion)) setChosenId(id);
	};
	return (
		<div className="grid min-h-0 flex-1 md:grid-cols-[17.25rem_minmax(0,1fr)]">
			<section
				aria-label={t("title")}
				className={classNames(
					"min-h-0 overflow-y-auto border-e px-3 py-4 max-md:border-e-0",
					chosen && "max-md:hidden",
				)}
			>
				<RoleList
					serverId={server.id}
					roles={roles}
					memberCount={server.memberCount}
					shownId={shown?.id ?? null}
					isBelow={isBelow}
					onChoose={choose}
					onChanged={loaded.mutate}
				/>
			</section>
			{shown && (
				<section
					aria-label={shown.everyone ? t("everyone") : shown.name}
					className={classNames("grid min-h-0 grid-rows-[auto_minmax(0,1fr)]", !chosen && "max-md:hidden")}
				>
					<div className="flex items-center gap-1 px-1 pt-1 md:hidden">
						<IconButton label={t("allRoles")} onClick={() => choose(null)}>
							<ArrowLeft size="1.25rem" strokeWidth={1.75} aria-hidden="true" className="rtl:-scale-x-100" />
						</IconButton>
						<h2 dir="auto" className="min-w-0 truncate font-bold">
							{shown.everyone ? t("everyone") : shown.name}
						</h2>
					</div>
					<RoleDetails
						key={shown.id}
						server={server}
						role={shown}
						rank={rank}
						onChanged={loaded.mutate}
						onDeleted={() => setChosenId(null)}
					/>
				</section>
			)}
		</div>
	);
}
