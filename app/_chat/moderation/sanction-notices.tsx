"use client";

import { useCallback, useRef, useState } from "react";
import { useSWRConfig } from "swr";
import { api } from "@/app/_client/api";
import { justAnswered } from "@/app/_client/moderation/own-sanctions";
import { ownSanctionsKey } from "@/app/_client/moderation/own-sanctions-key";
import type { OwnSanctions } from "@/app/_client/moderation/use-own-sanctions";
import { useSocketEvent } from "@/app/_client/realtime/socket-provider";
import { useTranslations } from "@/app/_i18n/use-translations";
import { lazy } from "@/app/_ui/lazy";
import { useToast } from "@/app/_ui/toast";
import type { Sanction, ServerToClient } from "@/lib/realtime/protocol";
import { useAppealAnswer } from "./use-appeal-answer";
import { useSanctionText } from "./use-sanction-text";

const AppealDialog = lazy(() => import("./appeal-dialog").then((module) => module.AppealDialog));

/** Shows the viewer a sanction against them when it is imposed, and the answer to their appeal, on every page. */
export function SanctionNotices() {
	const t = useTranslations("appeals");
	const toast = useToast();
	const textOf = useSanctionText();
	const answerText = useAppealAnswer();
	const { mutate } = useSWRConfig();
	const [appealed, setAppealed] = useState<Sanction | null>(null);
	const shown = useRef(new Set<number>());
	useSocketEvent(
		"sanction",
		useCallback<ServerToClient["sanction"]>(
			({ serverId, imposed }) => {
				const show = (answer: OwnSanctions | undefined) => {
					const inServer = answer?.sanctions.filter(({ server }) => server.id === serverId) ?? [];
					const [latest] = inServer;
					// It stays until it is dismissed.
					if (latest && imposed)
						toast({
							tone: "error",
							text: textOf(latest),
							action: { label: t("appeal"), run: () => setAppealed(latest) },
						});
					for (const { id, server, outcome } of justAnswered(inServer, shown.current, Date.now())) {
						shown.current.add(id);
						toast({ text: t("told", { server: server.name, answer: answerText(outcome) }) });
					}
				};
				mutate(ownSanctionsKey, () => api.get<OwnSanctions>(ownSanctionsKey), { revalidate: false }).then(
					show,
					() => {},
				);
			},
			[mutate, toast, textOf, answerText, t],
		),
	);
	return appealed && <AppealDialog sanction={appealed} onClose={() => setAppealed(null)} />;
}
