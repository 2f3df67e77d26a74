"use client";

import { useSWRConfig } from "swr";
import { useTranslations } from "@/app/_i18n/use-translations";
import { useToast } from "@/app/_ui/toast";
import type { ModerationAction, SanctionKind } from "@/lib/realtime/protocol";
import { useViewer } from "../account/use-viewer";
import { api } from "../api";
import { useErrorMessage } from "../forms/use-error-message";
import { useMemberRoleIds } from "../servers/use-member-role-ids";
import { useRoles } from "../servers/use-roles";
import { useMemberServer } from "../servers/use-servers";
import { allowedSanctions } from "./may-moderate";

const actionsPath = (serverId: number) => `/api/servers/${serverId}/moderation-actions`;

/** What the viewer may do to a user in this server, kept up to date. */
export function useAllowedSanctions(serverId: number | null, userId: number): SanctionKind[] {
	const server = useMemberServer(serverId);
	const viewerId = useViewer()?.id;
	const { roles } = useRoles(server?.id ?? null);
	const roleIds = useMemberRoleIds(server?.id ?? null, userId);
	return server ? allowedSanctions(server, viewerId, { id: userId, roleIds }, roles) : [];
}

export type WantedAction = {
	subject: string;
	sanction: { kind: SanctionKind; until?: string | null };
	reason?: string;
	note?: string;
};

/** Imposes a sanction and offers to undo it. */
export function useModerate(serverId: number): (wanted: WantedAction, name: string) => Promise<void> {
	const t = useTranslations("moderation");
	const toast = useToast();
	const undo = useUndoAction(serverId);
	const readTimeouts = useReadTimeouts(serverId);
	return async (wanted, name) => {
		const { action } = await api.post<{ action: ModerationAction }>(actionsPath(serverId), wanted);
		toast({
			text: t(`done.${wanted.sanction.kind}`, { name }),
			action: { label: t("undo"), run: () => void undo(action.id) },
		});
		readTimeouts();
	};
}

/** Undoes an action, and says so or why not. */
export function useUndoAction(serverId: number): (actionId: number) => Promise<void> {
	const t = useTranslations("moderation");
	const toast = useToast();
	const errorText = useErrorMessage();
	const readTimeouts = useReadTimeouts(serverId);
	return async (actionId) => {
		try {
			await api.delete(`${actionsPath(serverId)}/${actionId}`);
			toast({ text: t("undone") });
		} catch (error) {
			toast({ tone: "error", text: errorText(error) });
		}
		readTimeouts();
	};
}

/** Ends a member's timeout, and says so or why not. */
export function useEndTimeout(serverId: number): (user: { username: string; displayName: string }) => Promise<void> {
	const t = useTranslations("moderation");
	const toast = useToast();
	const errorText = useErrorMessage();
	const readTimeouts = useReadTimeouts(serverId);
	return async ({ username, displayName }) => {
		try {
			await api.put(`/api/servers/${serverId}/members/${encodeURIComponent(username)}/timeout`, { until: null });
			toast({ text: t("timeoutEnded", { name: displayName }) });
		} catch (error) {
			toast({ tone: "error", text: errorText(error) });
		}
		readTimeouts();
	};
}

/** Reads again who is timed out, where that is shown. */
function useReadTimeouts(serverId: number): () => void {
	const { mutate } = useSWRConfig();
	const path = `/api/servers/${serverId}/members?userIds=`;
	return () => void mutate((key) => typeof key === "string" && key.startsWith(path));
}
