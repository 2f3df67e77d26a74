"use client";

import { useCallback } from "react";
import { useTranslations } from "@/app/_i18n/use-translations";
import type { RailFolder } from "@/lib/realtime/protocol";

type Named = { id: number; name: string };

/** The name of a folder; one without a name is named after its servers. */
export function useFolderName(): (folder: RailFolder, servers: readonly Named[]) => string {
	const t = useTranslations("rail");
	return useCallback(
		({ name, serverIds }, servers) => {
			if (name !== "") return name;
			const names = servers.filter(({ id }) => serverIds.includes(id)).map((server) => server.name);
			const more = names.length - 2;
			const shown = names.slice(0, 2).join(", ");
			return more > 0 ? t("folderOf", { names: shown, count: more }) : shown;
		},
		[t],
	);
}
