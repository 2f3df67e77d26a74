"use client";

import { Eye } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import useSWR from "swr";
import { useViewer } from "@/app/_client/account/use-viewer";
import { asApiError } from "@/app/_client/api";
import { useDrafts } from "@/app/_client/messages/use-drafts";
import { onSessionExpired } from "@/app/_client/realtime/session-expired";
import { useSocketEvent } from "@/app/_client/realtime/socket-provider";
import { may } from "@/app/_client/servers/permissions";
import { rolePreviewPath, startRolePreview } from "@/app/_client/servers/previewed-server";
import { type RolePreview, setRolePreview } from "@/app/_client/servers/role-preview";
import { useRoles } from "@/app/_client/servers/use-roles";
import { useOwnChannels, useOwnServers } from "@/app/_client/servers/use-servers";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { useToast } from "@/app/_ui/toast";
import type { PermissionPreview } from "@/lib/realtime/protocol";
import { RoleDot } from "./role-dot";
import { useRoleName } from "./use-role-name";

type Props = { preview: RolePreview };

/** Above the app while a role is previewed: names the role, and ends the preview. */
export function RolePreviewBar({ preview }: Props) {
	const t = useTranslations("rolePreview");
	const toast = useToast();
	const name = useRoleName(preview.role);
	usePreviewUpdates(preview);
	useUploadAfterwards();
	// A live region is announced when its text changes, so it is there before its text.
	const [isThere, setThere] = useState(false);
	useEffect(() => setThere(true), []);
	const stop = () => {
		setRolePreview(null);
		toast({ text: t("stopped") });
		// The button is gone.
		document.getElementById("main")?.focus();
	};
	return (
		<section
			data-role-preview
			aria-label={t("label")}
			className="flex min-h-11 shrink-0 items-center gap-2.5 border-b bg-ember-subtle px-4 py-1 text-sm max-md:px-3"
		>
			<Eye size="1rem" aria-hidden="true" className="shrink-0 text-ember-text" />
			{!preview.role.everyone && <RoleDot colour={preview.role.colour} />}
			<p role="status" dir="auto" title={name} className="line-clamp-2 min-w-0 flex-1 font-semibold wrap-anywhere">
				{isThere && t("seeing", { name })}
			</p>
			<Button size="small" onClick={stop}>
				{t("stop")}
			</Button>
		</section>
	);
}

/** After this long a change is shown for which the viewer gets no event: overrides of this role concern others. */
const everyMs = 15_000;

/** Keeps the preview up to date, and ends it when it is no longer possible. */
function usePreviewUpdates(preview: RolePreview): void {
	const { serverId, role } = preview;
	const t = useTranslations("rolePreview");
	const toast = useToast();
	const name = useRoleName(role);
	const viewerId = useViewer()?.id ?? null;
	const own = useOwnServers().servers.find(({ id }) => id === serverId);
	const { roles } = useRoles(serverId);
	const current = roles.find(({ id }) => id === role.id);
	const { data, error, mutate } = useSWR<PermissionPreview>(rolePreviewPath(serverId, role.id), {
		refreshInterval: everyMs,
	});
	useSocketEvent(
		"role:updated",
		useCallback(() => void mutate(), [mutate]),
	);
	const channels = useOwnChannels();
	// biome-ignore lint/correctness/useExhaustiveDependencies: a channel that is new is hidden until the server answers.
	useEffect(() => void mutate(), [channels, mutate]);
	useEffect(() => {
		const seen = data ?? preview.seen;
		const isNews = seen !== preview.seen || (current && JSON.stringify(current) !== JSON.stringify(role));
		if (viewerId !== null && isNews) startRolePreview({ serverId, role: current ?? role, seen, viewerId });
	}, [data, preview.seen, current, role, serverId, viewerId]);

	const isRefused = error !== undefined && refusals.has(asApiError(error).code);
	const isOver = !may(own, "manage_roles") || (roles.length > 0 && !current) || isRefused;
	useEffect(() => {
		if (!isOver) return;
		setRolePreview(null);
		toast({ tone: "error", text: t("ended", { name }) });
	}, [isOver, toast, t, name]);
	useEffect(() => onSessionExpired(() => setRolePreview(null)), []);
}

const refusals: ReadonlySet<string> = new Set(["forbidden", "invalid_request", "not_member", "server_not_found"]);

/** Drafts stay on this device meanwhile; then they go to the user's other devices. */
function useUploadAfterwards(): void {
	const drafts = useDrafts();
	useEffect(() => () => void drafts?.compare(), [drafts]);
}
