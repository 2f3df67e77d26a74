"use client";

import { Eye } from "lucide-react";
import { useState } from "react";
import { useSWRConfig } from "swr";
import { useRoleName } from "@/app/_chat/permissions/use-role-name";
import { useViewer } from "@/app/_client/account/use-viewer";
import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useNavigate } from "@/app/_client/navigation/navigation";
import { previewedServer, rolePreviewPath, startRolePreview } from "@/app/_client/servers/previewed-server";
import { useOwnServers } from "@/app/_client/servers/use-servers";
import { lastVisitedPath } from "@/app/_client/servers/visited-channels";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { useToast } from "@/app/_ui/toast";
import type { PermissionPreview, Role, Server } from "@/lib/realtime/protocol";

type Props = { server: Pick<Server, "id">; role: Role };

/** Shows the server as a member with this role only sees it, beginning with a channel. */
export function PreviewButton({ server: { id: serverId }, role }: Props) {
	const t = useTranslations("rolePreview");
	const leaveQuestion = useTranslations("serverSettings")("leaveUnsaved");
	const name = useRoleName(role);
	const viewerId = useViewer()?.id;
	const server = useOwnServers().servers.find(({ id }) => id === serverId);
	const { mutate } = useSWRConfig();
	const navigate = useNavigate();
	const toast = useToast();
	const errorText = useErrorMessage();
	const [busy, setBusy] = useState(false);
	if (!server || viewerId === undefined) return null;
	const start = async () => {
		if (document.querySelector("[data-unsaved]") !== null && !confirm(leaveQuestion)) return;
		setBusy(true);
		try {
			const path = rolePreviewPath(serverId, role.id);
			const seen = await api.get<PermissionPreview>(path);
			await mutate(path, seen, { revalidate: false });
			startRolePreview({ serverId, role, seen, viewerId });
			navigate(lastVisitedPath(previewedServer(server, viewerId, role, seen)));
		} catch (error) {
			setBusy(false);
			toast({ tone: "error", text: errorText(error) });
		}
	};
	return (
		<Button busy={busy} onClick={() => void start()} className="min-w-0">
			<Eye size="1rem" aria-hidden="true" className="shrink-0" />
			<span dir="auto" className="min-w-0 truncate">
				{t("button", { name })}
			</span>
		</Button>
	);
}
