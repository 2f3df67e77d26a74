"use client";

import { useRef, useState } from "react";
import { useSWRConfig } from "swr";
import { api, asApiError } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { type Layout, layoutOf } from "@/app/_client/servers/layout";
import { mineKey } from "@/app/_client/servers/use-servers";
import { useTranslations } from "@/app/_i18n/use-translations";
import { useToast } from "@/app/_ui/toast";
import type { MemberServer } from "@/lib/realtime/protocol";

/** The latest requested layout, which is shown at once and saved as a whole, one change after another. */
export function useLayout(server: MemberServer) {
	const t = useTranslations("groups");
	const errorText = useErrorMessage();
	const toast = useToast();
	const { mutate } = useSWRConfig();
	const [shown, setShown] = useState<Layout | null>(null);
	const wanted = useRef<Layout | null>(null);
	const isSaving = useRef(false);
	const layout = shown ?? layoutOf(server);

	const save = async () => {
		if (isSaving.current) return;
		isSaving.current = true;
		try {
			let rev = server.layoutRev;
			for (let saved: Layout | null = null; saved !== wanted.current; ) {
				saved = wanted.current;
				const answer = await api.put<{ layoutRev: number }>(`/api/servers/${server.id}/layout`, {
					groups: saved,
					rev,
				});
				rev = answer.layoutRev;
			}
		} catch (error) {
			const isConflict = asApiError(error).code === "conflict";
			toast({ tone: "error", text: isConflict ? t("conflict") : errorText(error) });
		}
		await mutate(mineKey);
		wanted.current = null;
		isSaving.current = false;
		setShown(null);
	};
	/** Null changes nothing. */
	const change = (next: Layout | null): boolean => {
		if (!next) return false;
		wanted.current = next;
		setShown(next);
		void save();
		return true;
	};
	return { layout, change };
}
