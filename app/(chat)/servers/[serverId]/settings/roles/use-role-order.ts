"use client";

import { useRef, useState } from "react";
import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { rolesKey } from "@/app/_client/servers/roles-key";
import { useTranslations } from "@/app/_i18n/use-translations";
import { useToast } from "@/app/_ui/toast";
import type { Role } from "@/lib/realtime/protocol";
import { moved } from "../channels/moved";

/** The roles in the latest requested order, which is shown at once. The whole order is saved, one change after another. */
export function useRoleOrder(serverId: number, roles: readonly Role[], onChanged: () => Promise<unknown>) {
	const t = useTranslations("serverSettings");
	const toast = useToast();
	const errorText = useErrorMessage();
	const [announcement, setAnnouncement] = useState("");
	const [wanted, setWanted] = useState<number[] | null>(null);
	const latest = useRef<number[] | null>(null);
	const isSaving = useRef(false);
	const byId = new Map(roles.map((role) => [role.id, role]));
	// A role created meanwhile comes last, a deleted one is dropped.
	const ids = [...new Set([...(wanted ?? []), ...byId.keys()])].filter((id) => byId.has(id));

	const save = async () => {
		if (isSaving.current) return;
		isSaving.current = true;
		try {
			for (let saved: number[] | null = null; saved !== latest.current; ) {
				saved = latest.current;
				await api.put(`${rolesKey(serverId)}/order`, { roleIds: saved });
			}
		} catch (error) {
			toast({ tone: "error", text: errorText(error) });
		}
		await onChanged().catch(() => {});
		latest.current = null;
		isSaving.current = false;
		setWanted(null);
	};
	const move = (id: number, to: number) => {
		const next = moved(latest.current ?? ids, id, to);
		if (!next) return;
		latest.current = next;
		setWanted(next);
		setAnnouncement(t("moved", { name: byId.get(id)?.name ?? "", position: next.indexOf(id) + 1 }));
		void save();
	};
	return { order: ids.flatMap((id) => byId.get(id) ?? []), move, announcement };
}
