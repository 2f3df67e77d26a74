"use client";

import { useSWRConfig } from "swr";
import { useTranslations } from "@/app/_i18n/use-translations";
import { useToast } from "@/app/_ui/toast";
import type { Author, ModerationAction, SanctionKind } from "@/lib/realtime/protocol";
import { useViewer } from "../account/use-viewer";
import { api } from "../api";
import { useErrorMessage } from "../forms/use-error-message";
import { useMemberRoleIds } from "../servers/use-member-role-ids";
import { useRoles } from "../servers/use-roles";
import { useMemberServer } from "../servers/use-servers";
import { nameOf } from "../users/use-known-user";
import { allowedSanctions, mayRemoveMessages } from "./may-moderate";

const actionsPath = (serverId: number) => `/api/servers/${serverId}/moderation-actions`;

type Rights = {
	/** The sanctions that the viewer may impose on the user. */
	sanctions: SanctionKind[];
	/** Whether the viewer may remove the messages of the user. */
	mayRemove: boolean;
};

/** The rights of the viewer as a moderator over a user in this server, kept up to date. */
export function useModerationRights(serverId: number | null, userId: number): Rights {
	const server = useMemberServer(serverId);
	const viewerId = useViewer()?.id;
	const { roles } = useRoles(server?.id ?? null);
	const subject = { id: userId, roleIds: useMemberRoleIds(server?.id ?? null, userId) };
	if (!server) return { sanctions: [], mayRemove: false };
	return {
		sanctions: allowedSanctions(server, viewerId, subject, roles),
		mayRemove: mayRemoveMessages(server, viewerId, subject, roles),
	};
}

export type WantedAction = {
	subject: string;
	sanction?: { kind: SanctionKind; until?: string | null };
	messages?: { channelId: number; seq: number }[];
	/** All messages of the last so many hours. */
	purgeHours?: PurgeHours;
	reason?: string;
	note?: string;
	/** The case that it decides. */
	caseId?: number;
	/** The same for a retry. */
	nonce?: string;
};
export type PurgeHours = 1 | 24 | 72 | 168;

/** Imposes a sanction or removes messages, and offers to undo it. `onChanged` is called after each of both. */
export function useModerate(serverId: number, onChanged?: () => void): (wanted: WantedAction) => Promise<void> {
	const t = useTranslations("moderation");
	const toast = useToast();
	const undo = useUndoAction(serverId);
	const readTimeouts = useReadTimeouts(serverId);
	return async (wanted) => {
		const { action } = await api.post<{ action: ModerationAction }>(actionsPath(serverId), wanted);
		const { kind, removed: count, subject } = action;
		const name = nameOf(subject);
		toast({
			text: count > 0 ? t(`doneWith.${kind}`, { name, count }) : t(`done.${kind}`, { name }),
			action: { label: t("undo"), run: () => void undo(action).then(onChanged) },
			isLong: count > 1,
		});
		readTimeouts();
		onChanged?.();
	};
}

/** Undoes an action, and shows the result. Resolves with whether it succeeded. */
export function useUndoAction(
	serverId: number,
): (action: Pick<ModerationAction, "id" | "kind" | "subject" | "removed">) => Promise<boolean> {
	const t = useTranslations("moderation");
	const lift = useLift(serverId);
	return ({ id, kind, subject, removed: count }) => {
		const done = t(`undone.${kind}`, { name: nameOf(subject), count });
		const restored = count > 0 && kind !== "removal" && t("restored", { count });
		return lift(() => api.delete(`${actionsPath(serverId)}/${id}`), restored ? `${done}. ${restored}` : done);
	};
}

type Name = Pick<Author, "username" | "displayName" | "nickname">;

/** Ends a member's timeout. */
export function useEndTimeout(serverId: number): (user: Name) => Promise<boolean> {
	const t = useTranslations("moderation");
	const lift = useLift(serverId);
	return (user) => {
		const path = `/api/servers/${serverId}/members/${encodeURIComponent(user.username)}/timeout`;
		return lift(() => api.put(path, { until: null }), t("timeoutEnded", { name: nameOf(user) }));
	};
}

/** Ends a ban. */
export function useUnban(serverId: number): (user: Name) => Promise<boolean> {
	const t = useTranslations("moderation");
	const lift = useLift(serverId);
	return (user) => {
		const path = `/api/servers/${serverId}/bans/${encodeURIComponent(user.username)}`;
		return lift(() => api.delete(path), t("unbanned", { name: nameOf(user) }));
	};
}

/** Sends a request that lifts a sanction and shows that it is done, or why not; resolves with whether it is. */
function useLift(serverId: number): (send: () => Promise<unknown>, done: string) => Promise<boolean> {
	const toast = useToast();
	const errorText = useErrorMessage();
	const readTimeouts = useReadTimeouts(serverId);
	return async (send, done) => {
		try {
			await send();
			toast({ text: done });
			return true;
		} catch (error) {
			toast({ tone: "error", text: errorText(error) });
			return false;
		} finally {
			readTimeouts();
		}
	};
}

/** Reads again who is timed out, where that is shown. */
function useReadTimeouts(serverId: number): () => void {
	const { mutate } = useSWRConfig();
	const path = `/api/servers/${serverId}/members?userIds=`;
	return () => void mutate((key) => typeof key === "string" && key.startsWith(path));
}
